"""Votes: quorum at each, more than half of all who should attend, recusal, the chair last, and verifiable secrecy."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.meetings.acts import TOPIC_ACTS, VOTE_ACTS
from services.meetings.domain import Meeting, QuorumMissing
from services.meetings.kinds import KINDS
from services.meetings.topics.domain import Topic
from services.meetings.turns import ROUND
from services.meetings.votes import app as votes
from services.meetings.votes import blind
from services.meetings.votes.domain import AlreadyVoted, ChairLast, NotEntitled, Round
from services.meetings.votes.views import shown_round
from shared.acts import Acts, in_trail
from shared.errors import (
    ConfirmationNeeded,
    Forbidden,
    InvalidInput,
    NotFound,
    OfficeError,
    PreconditionFailed,
    Refused,
    RuleBroken,
    TransitionRefused,
)
from shared.occasion import Occasion
from shared.turn import TOLD
from tests.support.ballots import Paper
from tests.unit.meetings.office import NOW, House, Rounds, actor, by

CHAIR = "east.leader"
KEY = blind.new_key()


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(blind, "new_key", lambda: KEY)
    return House()


def members(count: int) -> list[str]:
    return [CHAIR, *(f"east.teacher{number}" for number in range(1, count))]


def opened(
    house: House, count: int = 5, *, here: Sequence[str] | None = None, kind: str = "party_assembly", **changes: Any
) -> tuple[Meeting, Topic]:
    """Hold a meeting of so many with one accepted topic; `here`: who signed in, all if none."""
    meeting = house.plan(kind=kind, members=members(count), chair=CHAIR, rooms=[])
    topic = house.on_topic(house.propose(meeting, CHAIR, **changes), "accept")
    if KINDS[kind].formal:
        house.act(meeting, "settle", CHAIR, topics=[topic.id], talked_with=["west.leader"])
        house.act(meeting, "send_papers")
    house.act(meeting, "call")
    for who in members(count) if here is None else here:
        house.act(meeting, "sign_in", who)
    return house.act(meeting, "hold"), topic


def test_a_topic_passes_with_more_than_half_of_all_who_should_attend(house: House) -> None:
    for agreeing, outcome in ((4, "failed"), (5, "passed")):
        _, topic = opened(house, 8, here=members(8)[:6])
        found = house.put(topic)
        assert found.to_pass == 5
        for who in [*members(8)[1:6], CHAIR][:agreeing]:
            house.vote(found, who)

        counted = house.on_vote(found, "count", confirm=True)

        assert (counted.outcome, counted.agreed, counted.should_attend) == (outcome, agreeing, 8)
        assert house.topic(topic).status == outcome


@pytest.mark.parametrize(("matter", "needed"), [("ordinary", 5), ("important", 6), ("election", 6)])
def test_the_quorum_is_counted_for_every_topic_by_its_weight(house: House, matter: str, needed: int) -> None:
    meeting, topic = opened(
        house, 9, here=[*members(9)[: needed - 1], "east.teacher8"], kind="party_committee", matter=matter
    )
    house.act(meeting, "leave", "east.teacher8")

    mode = "secret" if matter == "election" else "open"
    with pytest.raises(QuorumMissing) as refused:
        house.put(topic, mode, who=CHAIR)
    house.act(meeting, "sign_in", "east.teacher8")

    assert (refused.value.details["needed"], refused.value.details["present"]) == (needed, needed - 1)
    assert "p-east-teacher8" in [each["id"] for each in refused.value.details["missing"]]
    assert house.put(topic, mode, who=CHAIR).needed == needed


def test_who_withdrew_counts_neither_for_the_quorum_nor_for_the_majority(house: House) -> None:
    _, topic = opened(house, 5, here=members(5)[:3])
    house.on_topic(topic, "recuse", CHAIR, person="east.teacher1")
    found = house.put(topic)
    assert (found.should_attend, found.needed, [each.id for each in found.recused]) == (4, 2, ["p-east-teacher1"])

    with pytest.raises(NotEntitled) as refused:
        house.vote(found, "east.teacher1")
    house.vote(found, "east.teacher2")
    house.vote(found, CHAIR)

    assert "回避" in refused.value.message and refused.value.code == "not_entitled_to_vote"
    assert house.on_vote(found, "count").outcome == "failed"  # 2 of 4 is no more than half


def test_who_withdraws_while_it_is_open_takes_the_vote_back(house: House) -> None:
    _, topic = opened(house, 4)
    found = house.put(topic)
    for who in members(4)[1:]:
        house.vote(found, who)

    after = house.on_vote(found, "withdraw", "east.teacher1")

    assert (after.should_attend, after.agreed) == (3, 2)
    assert [each.id for each in house.topic(topic).recused] == ["p-east-teacher1"]
    assert house.on_vote(found, "count", confirm=True).outcome == "passed"


def test_the_chair_votes_last_and_nobody_after_the_chair(house: House) -> None:
    meeting, topic = opened(house, 4, here=members(4)[:3])
    found = house.put(topic)
    house.vote(found, "east.teacher1", "oppose")
    with pytest.raises(ChairLast) as refused:
        house.vote(found, CHAIR)
    house.vote(found, "east.teacher2")
    house.vote(found, CHAIR)
    house.act(meeting, "sign_in", "east.teacher3")

    with pytest.raises(NotEntitled):
        house.vote(found, "east.teacher3")

    assert [each["id"] for each in refused.value.details["missing"]] == ["p-east-teacher2"]


def test_nobody_votes_twice_or_from_outside_or_without_having_signed_in(house: House) -> None:
    meeting, topic = opened(house, 5, here=members(5)[:4])
    found = house.put(topic)
    house.vote(found, "east.teacher1")
    house.act(meeting, "leave", "east.teacher2")

    for who, error in (
        ("east.teacher1", AlreadyVoted), ("east.teacher2", NotEntitled), ("east.teacher4", NotEntitled),
        ("east.director", NotEntitled), ("east.handler", NotFound), ("west.director", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            house.vote(found, who)
    with pytest.raises(Forbidden):
        house.on_vote(found, "count", "east.teacher1")


def test_a_vote_in_which_too_few_took_part_is_not_counted_but_may_be_called_off_and_put_again(house: House) -> None:
    _, topic = opened(house, 5)
    found = house.put(topic)
    house.vote(found, "east.teacher1")
    with pytest.raises(QuorumMissing):
        house.on_vote(found, "count")
    with pytest.raises(RuleBroken):
        house.on_vote(found, "void")
    with pytest.raises(TransitionRefused):
        house.put(topic)

    house.on_vote(found, "void", comment="人数不足")

    again = house.put(house.topic(topic))
    assert again.id != found.id and house.topic(topic).rounds == 2 and again.ballots == {}


def test_the_principal_decides_after_everybody_who_is_there_was_heard(house: House) -> None:
    meeting, topic = opened(house, 4, here=members(4)[:3], kind="principals_office")
    with pytest.raises(InvalidInput):
        house.put(topic, "open", CHAIR)
    found = house.put(topic, "hearing", CHAIR)
    house.vote(found, "east.teacher1", "oppose", "经费不足")
    with pytest.raises(ChairLast):
        house.on_vote(found, "decide", CHAIR, outcome="passed")
    house.vote(found, "east.teacher2", "agree", "可以办")
    with pytest.raises(Forbidden):
        house.on_vote(found, "decide", outcome="passed")

    house.on_vote(found, "decide", CHAIR, outcome="passed")

    decided = house.topic(topic)
    assert decided.status == "passed" and "经费不足" in decided.how and "由主持人决定通过" in decided.how
    decision = {"text": "照办", "responsible": "east.handler", "due_on": "2026-12-10", "topic": topic.id}
    ended = house.act(meeting, "adjourn", decisions=[decision])
    assert "经费不足" in ended.record and ended.decisions[0].topic == topic.id


# a secret vote


def take(house: House, found: Round, who: str, paper: Paper | None = None) -> tuple[Paper, str]:
    paper = paper or Paper.new(blind.public_part(found.key))
    return paper, votes.take_paper(house.repositories(by(who)), found.id, paper.blinded)["signature"]


def cast(house: House, found: Round, ballot: dict[str, Any]) -> dict[str, Any]:
    return votes.cast_secretly(house.repositories(Occasion(NOW)), found.id, **ballot)


def shown(house: House, found: Round) -> dict[str, Any]:
    return votes.get(house.repositories(by(CHAIR)), found.id, actor=actor(CHAIR))


def test_a_secret_vote_is_counted_and_every_voter_finds_their_ballot(house: House) -> None:
    _, topic = opened(house, 5, here=members(5)[:4])
    found = house.put(topic, "secret")
    papers = [take(house, found, who) for who in members(5)[:4]]
    house.on_vote(found, "start")
    choices = ["agree", "agree", "oppose", "agree"]
    receipts = [
        cast(house, found, paper.ballot(signature, choice))["receipt"]
        for (paper, signature), choice in zip(papers, choices, strict=True)
    ]

    counted = house.on_vote(found, "count")

    published = {each.receipt: each.choice for each in counted.counted}
    assert [published[paper.receipt] for paper, _ in papers] == choices == [published[each] for each in receipts]
    assert (counted.outcome, counted.agreed, counted.opposed) == ("passed", 3, 1)
    assert [each.receipt for each in counted.counted] == sorted(receipts)


def test_nothing_that_is_kept_tells_whose_ballot_is_whose(house: House) -> None:
    """Check that nothing stored holds a token, a signature of a ballot, or a ballot beside a name."""
    _, topic = opened(house, 3)
    found = house.put(topic, "secret")
    papers = [(who, *take(house, found, who)) for who in members(3)]
    before = str([record for record in house.records if record["_id"] == found.id])
    house.on_vote(found, "start")
    ballots = [paper.ballot(signature, "agree") for _, paper, signature in papers]
    for ballot in ballots:
        cast(house, found, ballot)

    for _, paper, signature in papers:
        for secret in (paper.token, paper.receipt, paper.blinded, signature, f"{paper.blinder:x}"):
            assert secret not in before
    for ballot in ballots:
        assert ballot["token"] not in str(house.records) and ballot["signature"] not in str(house.records)
    assert set(house._boxes.boxes[found.id]) == {paper.receipt for _, paper, _ in papers}
    entries = house._rounds.records[found.id]["history"]
    assert [entry["action"] for entry in entries] == ["open", *["take_paper"] * 3, "start"]


def test_one_person_has_one_paper_and_a_repeated_request_gets_the_same(house: House) -> None:
    _, topic = opened(house, 3)
    found = house.put(topic, "secret")
    paper, signature = take(house, found, CHAIR)

    assert take(house, found, CHAIR, paper)[1] == signature
    with pytest.raises(AlreadyVoted):
        take(house, found, CHAIR)
    with pytest.raises(AlreadyVoted):
        house.on_vote(found, "withdraw", CHAIR)
    with pytest.raises(NotEntitled):
        take(house, found, "east.director")
    for blinded in ("0", "1", f"{paper.modulus:x}", f"{paper.modulus + 5:x}"):
        with pytest.raises(InvalidInput):
            votes.take_paper(house.repositories(by("east.teacher1")), found.id, blinded)


def test_the_box_takes_ballots_after_the_papers_are_out_one_a_paper_and_none_after_the_count(house: House) -> None:
    _, topic = opened(house, 3)
    found = house.put(topic, "secret")
    one, two = [take(house, found, who) for who in members(3)[:2]]
    ballot = one[0].ballot(one[1], "agree")
    with pytest.raises(Refused):
        cast(house, found, ballot)
    house.on_vote(found, "start")
    with pytest.raises(TransitionRefused):
        take(house, found, "east.teacher2")

    assert cast(house, found, ballot) == cast(house, found, ballot)
    with pytest.raises(AlreadyVoted):
        cast(house, found, {**ballot, "choice": "oppose"})
    for forged in ({"token": "ab" * 32}, {"signature": "0" * 512}, {"signature": two[1]}):
        with pytest.raises(InvalidInput):
            cast(house, found, {**ballot, **forged})
    with pytest.raises(ConfirmationNeeded, match="还有1张没有投入") as asked:
        house.on_vote(found, "count")
    assert asked.value.details["warnings"][0]["code"] == "ballots_out"
    assert shown(house, found)["status"] == "casting", "asking changes nothing: the ballot may still come"
    house.on_vote(found, "count", confirm=True)
    with pytest.raises(Refused):
        cast(house, found, two[0].ballot(two[1], "agree"))
    assert cast(house, found, ballot)["choice"] == "agree"


def test_a_box_with_more_ballots_than_papers_is_not_counted(house: House) -> None:
    _, topic = opened(house, 3)
    found = house.put(topic, "secret")
    for who in members(3)[:2]:
        take(house, found, who)
    house.on_vote(found, "start")
    for number in range(3):
        house._boxes.cast(found.id, f"{number:032x}", "agree")

    with pytest.raises(Refused) as refused:
        house.on_vote(found, "count")

    assert "3张" in refused.value.message and "2张" in refused.value.message

    assert found.id not in house._boxes.shut_ones


def test_a_refused_voiding_or_counting_leaves_the_box_open(house: House) -> None:
    _, topic = opened(house, 3)
    found = house.put(topic, "secret")
    papers = [take(house, found, who) for who in members(3)]
    house.on_vote(found, "start")
    cast(house, found, papers[0][0].ballot(papers[0][1], "agree"))

    with pytest.raises(RuleBroken):
        house.on_vote(found, "void")
    with pytest.raises(Forbidden):
        house.on_vote(found, "void", "east.teacher1", comment="发现有误")
    with pytest.raises(PreconditionFailed):
        votes.act(house.repositories(by(CHAIR, expected=1)), found.id, "count", said={"comment": None, "outcome": None})

    assert cast(house, found, papers[1][0].ballot(papers[1][1], "agree"))["choice"] == "agree"
    house.on_vote(found, "void", comment="发现有误")
    with pytest.raises(Refused):
        cast(house, found, papers[2][0].ballot(papers[2][1], "agree"))
    assert found.id in house._boxes.shut_ones


def test_an_election_is_secret_always(house: House) -> None:
    _, topic = opened(house, 5, matter="election")

    with pytest.raises(InvalidInput) as refused:
        house.put(topic)

    (fault,) = refused.value.errors
    assert (fault["field"], fault["code"], fault["source"]) == (
        "mode",
        "election_is_secret",
        "《中国共产党章程》第十一条",
    )
    assert house.put(topic, "secret").mode == "secret"


ELECTIONS = (
    "选举第三届支部委员会委员", "关于选举出席区党代会代表的议题", "换届选举", "补选支部书记", "召开党员大会差额选举支部委员",
    "选举2026年学校工作会议代表", "票选优秀共产党员", "选出新一届支委", "差额产生支部委员会委员", "按20%的差额产生党代会代表",
    "公推直选校区支部书记", "增选支部委员", "研究选举校区工会主席", "支部委员会换届", "投票产生副书记",
    "推选支部书记", "推举教代会代表", "关于增补党支部委员的事项", "补充支部委员会委员", "增补一名工会副主席", "关于补充支委会成员的事项",
)  # fmt: skip
NO_ELECTIONS = (
    "关于换届选举工作的安排", "通过《选举办法》", "关于选举办法（草案）的说明", "选举总监票人、监票人", "学习《基层组织选举工作条例》",
    "听取换届选举", "关于冬季安全工作的安排", "关于补选工作方案的请示", "换届选举的筹备事宜",
    "选用2027年春季教材", "评选优秀课例", "票选校服款式和供应商", "评选先进集体", "推选优秀案例", "选派教师外出学习", "校区新址选址",
    "选修课程安排", "食堂供货商遴选", "差额拨款的使用", "评选先进个人工作方案", "补充委员会分工", "增补教代会代表名额", "补充代表意见", "补充成员单位", "关于推选先进情况的报告", "选出最佳校歌",
)  # fmt: skip


@pytest.mark.parametrize("title", ELECTIONS)
def test_an_election_is_not_entered_as_something_else(house: House, title: str) -> None:
    meeting = house.plan(kind="party_committee", members=members(5), chair=CHAIR, rooms=[])

    with pytest.raises(RuleBroken) as refused:
        house.propose(meeting, CHAIR, title=title)

    (fault,) = refused.value.errors
    assert (fault["field"], fault["code"], fault["source"]) == (
        "matter",
        "election_named",
        "《中国共产党章程》第十一条",
    )
    assert house.propose(meeting, CHAIR, title=title, matter="election").title == title


@pytest.mark.parametrize("title", NO_ELECTIONS)
def test_what_prepares_an_election_is_none(house: House, title: str) -> None:
    _, topic = opened(house, 5, title=title)

    assert house.put(topic).mode == "open"


def test_a_title_does_not_become_an_election_when_it_is_revised(house: House) -> None:
    meeting = house.plan(kind="party_committee", members=members(5), chair=CHAIR, rooms=[])
    topic = house.propose(meeting, CHAIR, title="关于支部换届的安排")
    house.on_topic(topic, "return", comment="标题不清")

    with pytest.raises(RuleBroken) as refused:
        house.on_topic(topic, "revise", CHAIR, title="选举支部委员会委员")

    assert [each["code"] for each in refused.value.errors] == ["election_named"]


@pytest.mark.parametrize(
    "title",
    [
        "票决干部任免人选", "关于对拟任用干部进行票决", "票决发展对象", "推选优秀班主任", "推选先进", "推选区级先进个人", "评选2026年度先进工作者",
        "评选优秀共产党员和优秀课例", "研究评选师德标兵", "民主推荐副校长人选", "评选先进集体和先进个人",
        "无记名投票确定职称推荐人选", "评选“最美教师”",
    ],
)  # fmt: skip
def test_people_are_not_decided_on_by_an_open_ballot(house: House, title: str) -> None:
    _, topic = opened(house, 5, title=title, matter="important")

    with pytest.raises(InvalidInput) as refused:
        house.put(topic)

    assert [each["code"] for each in refused.value.errors] == ["ballot_is_secret"]
    assert house.put(topic, "secret").mode == "secret"


def test_where_nothing_is_voted_on_people_are_heard_of_and_nobody_is_elected(house: House) -> None:
    changes: dict[str, Any] = {"kind": "principals_office"}
    _, prize = opened(house, 5, title="评选2026年度先进工作者", **changes)
    _, election = opened(house, 5, title="选举教代会代表", matter="election", **changes)

    assert house.put(prize, "hearing").mode == "hearing"
    for mode in ("open", "secret", "hearing"):
        with pytest.raises(InvalidInput) as refused:
            house.put(election, mode)
        (fault,) = refused.value.errors
        assert fault["code"] == "wrong_mode" and "不进行选举" in fault["message"]


def test_the_count_says_who_of_those_present_did_not_vote(house: House) -> None:
    _, topic = opened(house, 6, here=members(6)[:5])
    found = house.put(topic)
    for who in ["east.teacher1", "east.teacher2", "east.teacher4"]:
        house.vote(found, who)

    with pytest.raises(ConfirmationNeeded, match="到会的eastleader、eastteacher3还没有表决") as asked:
        house.on_vote(found, "count")
    assert asked.value.details["warnings"][0]["code"] == "votes_out"
    assert shown(house, found)["status"] == "open", "asking changes nothing: the chair may still speak"
    counted = house.on_vote(found, "count", confirm=True)

    assert [each.name for each in counted.not_voted] == ["eastleader", "eastteacher3"]
    assert counted.how.endswith("到会未参加表决：eastleader、eastteacher3")
    assert [each["id"] for each in shown(house, found)["not_voted"]] == ["p-east-leader", "p-east-teacher3"]


def test_the_count_of_a_secret_vote_says_who_took_no_paper_and_how_many_came_back(house: House) -> None:
    _, topic = opened(house, 4)
    found = house.put(topic, "secret")
    papers = [take(house, found, who) for who in members(4)[:3]]
    house.on_vote(found, "start")
    for paper, signature in papers[:2]:
        cast(house, found, paper.ballot(signature, "agree"))

    counted = house.on_vote(found, "count", confirm=True)

    assert [each.name for each in counted.not_voted] == ["eastteacher3"]
    assert "发出选票3张，收回2张" in counted.how and counted.how.endswith("到会未领票：eastteacher3")


@pytest.mark.parametrize(
    ("mode", "kind", "what"),
    [
        ("open", "party_assembly", "未参加表决"),
        ("secret", "party_assembly", "未领票"),
        ("hearing", "principals_office", "未发表意见"),
    ],
)
def test_who_left_before_the_count_stands_in_the_result_and_in_the_record(
    house: House, mode: str, kind: str, what: str
) -> None:
    meeting, topic = opened(house, 5, kind=kind)
    found = house.put(topic, mode)
    house.act(meeting, "leave", "east.teacher4")
    for who in [*members(5)[1:4], CHAIR]:
        take(house, found, who) if mode == "secret" else house.vote(found, who)
    if mode == "secret":
        house.on_vote(found, "start")

    said: dict[str, Any] = {"outcome": "passed"} if mode == "hearing" else {"confirm": True}
    counted = house.on_vote(found, "decide" if mode == "hearing" else "count", CHAIR, **said)

    assert [each.name for each in counted.left_early] == ["eastteacher4"] and counted.not_voted == ()
    assert counted.how.endswith(f"；中途离会{what}：eastteacher4")
    assert [each["id"] for each in shown(house, found)["left_early"]] == ["p-east-teacher4"]
    record = house.act(meeting, "adjourn", decisions=[]).record
    assert "eastteacher4（09:00中途离会）" in record and f"中途离会{what}：eastteacher4" in record


# words and articles of a kind of meeting


@pytest.mark.parametrize(
    ("mode", "kind", "status", "act"),
    [
        ("open", "party_assembly", "表决中", "表决"),
        ("secret", "party_assembly", "领票中", "领票"),
        ("hearing", "principals_office", "听取意见中", "发表意见"),
    ],
)
def test_a_round_is_called_by_its_manner_everywhere(house: House, mode: str, kind: str, status: str, act: str) -> None:
    _, topic = opened(house, 5, kind=kind)
    found = house.put(topic, mode)

    seen = shown(house, found)
    assert (seen["status_name"], seen["stage_name"]) == (status, status)
    turn = TOLD[Round].of(found, {"by": None, "action": "open", "comment": ""})
    assert turn["stage_name"] == ROUND.status_name(found) == status
    assert {each["action"]["label"] for each in turn["waits"]} >= {act}
    with pytest.raises(TransitionRefused) as refused:
        house.on_vote(house.on_vote(found, "void", comment="人数不足"), "count")
    assert str(refused.value.message).startswith("本次听取意见已作废" if mode == "hearing" else "本次表决已作废")


def test_the_trails_of_a_hearing_and_its_topic_say_that_opinions_were_heard(house: House) -> None:
    _, topic = opened(house, 4, kind="principals_office")
    found = house.put(topic, "hearing")
    house.vote(found, "east.teacher1", comment="可行")

    def trail(acts: Acts, kept: Any, record: Any) -> list[str]:
        entries = kept(by(CHAIR)).history(record.id, cursor=None, limit=50)
        return [each["label"] for each in entries.map(in_trail(acts, record)).items]

    assert trail(VOTE_ACTS, house.rounds, found) == ["听取意见", "发表意见"]
    assert trail(TOPIC_ACTS, house.topics, house.topic(topic))[-1] == "听取意见"
    _, voted = opened(house, 4)
    again = house.put(voted)
    assert trail(VOTE_ACTS, house.rounds, again) == ["提请表决"]
    assert trail(TOPIC_ACTS, house.topics, house.topic(voted))[-1] == "提请表决"
    ask = {
        mode: VOTE_ACTS["cast"].offered("cast", each)["needs"][0]["label"]
        for mode, each in (("h", found), ("o", again))
    }
    assert ask == {"h": "态度", "o": "表决意见"}


@pytest.mark.parametrize(
    ("kind", "mode", "source"),
    [
        ("party_committee", "open", "关于建立中小学校党组织领导的校长负责制的意见（试行）（2022）（五）"),
        ("principals_office", "hearing", "关于建立中小学校党组织领导的校长负责制的意见（试行）（2022）（六）"),
        ("party_assembly", "open", "中国共产党支部工作条例（试行）（2018）第十一条"),
        ("staff_congress", "open", "本地区、本单位议事规则（教职工代表大会）"),
    ],
)
def test_every_refusal_of_a_vote_cites_the_text_that_its_kind_of_meeting_follows(
    house: House, kind: str, mode: str, source: str
) -> None:
    meeting, topic = opened(house, 6, here=members(6)[:5], kind=kind)
    found = house.put(topic, mode)
    attempts = [
        lambda: house.vote(found, CHAIR),
        lambda: house.vote(found, "east.teacher5"),
        lambda: house.on_vote(found, "start"),
        lambda: house.on_vote(found, "decide" if mode == "hearing" else "count", CHAIR, outcome="passed"),
    ]

    for attempt in attempts:
        with pytest.raises(OfficeError) as refused:
            attempt()
        assert refused.value.details.get("source", refused.value.source) == source
        assert {each["source"] for each in refused.value.errors} == {source}, refused.value.errors
    loose = [{"text": "照办", "responsible": "east.handler", "due_on": "2026-12-10", "topic": topic.id}]
    if mode != "hearing":
        house.on_vote(found, "void", comment="人数不足")
        with pytest.raises(RuleBroken) as broken:
            house.act(meeting, "adjourn", decisions=loose)
        assert {each["source"] for each in broken.value.errors} == {source}


# against a model


class Model:
    """An independent model of the rules: sets of people, and nothing else."""

    def __init__(self, everybody: list[str]) -> None:
        self.should, self.here = set(everybody), set(everybody)
        self.said: dict[str, str] = {}
        self.out: set[str] = set()
        self.outcome: str | None = None

    def join(self, who: str) -> bool:
        self.here.add(who)
        return True

    def leave(self, who: str) -> bool:
        self.here.discard(who)
        return True

    def withdraw(self, who: str) -> bool:
        if self.outcome or who in self.out:
            return False
        self.out.add(who)
        self.said.pop(who, None)
        return True

    def vote(self, who: str, choice: str) -> bool:
        others = self.here - self.out - {CHAIR}
        fine = not self.outcome and who in self.here - self.out and who not in self.said and CHAIR not in self.said
        if not fine or (who == CHAIR and not others <= self.said.keys()):
            return False
        self.said[who] = choice
        return True

    def count(self) -> bool:
        base = len(self.should - self.out)
        if self.outcome or len(self.said) < max(1, (base + 1) // 2):
            return False
        agreed = sum(each == "agree" for each in self.said.values())
        self.outcome = "passed" if 2 * agreed > base else "failed"
        return True


PEOPLE = members(5)
MOVE = st.one_of(
    st.tuples(st.just("vote"), st.sampled_from(PEOPLE), st.sampled_from(["agree", "agree", "oppose", "abstain"])),
    st.tuples(st.sampled_from(["join", "leave", "withdraw"]), st.sampled_from(PEOPLE)),
    st.tuples(st.just("count")),
)


@settings(max_examples=150)
@given(st.lists(MOVE, max_size=25))
def test_no_sequence_of_joining_leaving_withdrawing_and_voting_gives_a_wrong_outcome(
    moves: list[tuple[str, ...]],
) -> None:
    house, model = House(), Model(PEOPLE)
    meeting, topic = opened(house)
    found = house.put(topic)

    for name, *said in moves:
        allowed = getattr(model, name)(*said)
        try:
            if name == "vote":
                house.vote(found, *said)
            elif name in ("join", "leave"):
                house.act(meeting, {"join": "sign_in", "leave": "leave"}[name], said[0])
            else:
                house.on_vote(found, name, *said, confirm=True)
            done = True
        except OfficeError:
            done = False
        assert done == allowed, (name, said)

    after = house.rounds(Occasion(NOW)).find(found.id)
    assert {
        person.removeprefix("p-").replace("-", "."): each.choice for person, each in after.ballots.items()
    } == model.said
    assert after.outcome == model.outcome
    assert house.topic(topic).status == (model.outcome or "voting")
    assert votes.get(house.repositories(Occasion(NOW)), found.id, actor=actor(CHAIR))["outcome"] == model.outcome


def test_a_secret_vote_first_gives_out_papers(house: House) -> None:
    names = {}
    for mode in ("open", "secret"):
        _, topic = opened(house)
        found = house.put(topic, mode=mode)
        names[mode] = shown_round(found, None)["status_name"]

    assert names == {"open": "表决中", "secret": "领票中"}


def test_of_two_who_vote_at_once_both_votes_count(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _, topic = opened(house, 5)
    found = house.put(topic)
    save, others = Rounds.save, ["east.teacher1"]

    def late(rounds: Rounds, after: Round, **more: Any) -> Round:
        if others:
            house.vote(found, others.pop())
        return save(rounds, after, **more)

    monkeypatch.setattr(Rounds, "save", late)
    after = house.vote(found, "east.teacher2")

    assert after.agreed == 2
