// Pictures of eight screens, wide and on the telephone, of an office with something to do. node e2e/screens.mjs URL PASSWORD FOLDER
import { base, browser, press, signIn } from './browser.mjs'

const folder = process.argv[4]
const day = (ahead) => new Date(Date.now() + (24 * ahead + 8) * 3_600_000).toISOString().slice(0, 10)
/** Say something to the API as whoever is signed in. */
async function post(page, path, body = {}) {
  const found = await page.evaluate(
    async ([path, body]) => {
      const response = await fetch(`/api/v1${path}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'X-Tongban-Csrf': '1',
          'Idempotency-Key': crypto.getRandomValues(new Uint32Array(4)).join('-'),
        },
        body: JSON.stringify(body),
      })
      return [response.status, await response.json()]
    },
    [path, body],
  )
  if (found[0] > 299) throw new Error(`${path}: ${JSON.stringify(found[1])}`)
  return found[1]
}
async function shoot(page, path, name, before = async () => undefined) {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ]) {
    await page.setViewportSize({ width, height })
    await page.goto(`${base}/console${path}`)
    await page.waitForLoadState('networkidle').catch(() => undefined)
    await before(page)
    await page.locator('.skeleton').first().waitFor({ state: 'detached' })
    await page.screenshot({ path: `${folder}/${name}-${width}.png` })
  }
}
const people = {}
for (const who of ['east.clerk', 'east.director', 'east.leader', 'east.registrar', 'nanhu.admin']) people[who] = await signIn(who)
const { 'east.clerk': clerk, 'east.director': director, 'east.leader': leader, 'east.registrar': registrar, 'nanhu.admin': district } = people

const BODY =
  '为切实做好冬季校园安全工作，保障师生生命安全，现将有关事项通知如下。\n一、压实安全责任\n各校区主要负责人为第一责任人，分管负责人具体抓落实。\n二、开展全面排查\n对消防设施、供暖管线、用电线路、食堂燃气进行全面检查，建立台账，逐项销号。'
const steps = [
  [clerk, 'submit'],
  [director, 'approve'],
  [leader, 'sign'],
  [registrar, 'verify'],
  [registrar, 'register'],
  [registrar, 'release'],
]
async function document(title, urgency, count) {
  const made = await post(clerk, '/documents', { kind: 'notice', title, body: BODY, urgency, recipients: ['west', 'north'] })
  for (const [who, action] of steps.slice(0, count)) await post(who, `/documents/${made.id}/actions/${action}`, { comment: '同意', confirm: true })
  return made.id
}
for (const [title, urgency, count] of [
  ['关于开展寒假前校园安全隐患排查整治的通知', 'extra_urgent', 2],
  ['关于召开第四季度党建工作推进会的通知', 'urgent', 2],
  ['关于报送年度考核材料的通知', 'normal', 2],
  ['关于做好校园安全工作的通知', 'normal', 6],
])
  await document(title, urgency, count)
const draft = await document('关于做好冬季校园安全工作的通知', 'normal', 0)
for (const [title, rooms, from, until] of [
  ['校长办公会议', ['east-101'], '08:30', '10:00'],
  ['全体教职工大会', ['east-hall'], '09:00', '11:30'],
  ['教研组长会', ['west-201', 'east-101'], '10:30', '11:30'],
  ['年级组长碰头会', ['north-301'], '14:00', '15:00'],
])
  await post(director, '/meetings', {
    kind: 'office',
    title,
    rooms,
    starts_at: `${day(1)}T${from}:00+08:00`,
    ends_at: `${day(1)}T${until}:00+08:00`,
    members: ['east.leader', 'east.director', 'east.clerk'],
  })
for (const [title, ahead, percent] of [
  ['更换实验楼危化品柜', 1, 30],
  ['修订课后服务方案', 2, 70],
  ['食堂燃气管线更换', 20, 10],
  ['图书馆消防改造', 30, 0],
]) {
  const task = await post(director, '/tasks', { title, responsible: 'east.clerk', due_on: day(ahead) })
  await post(clerk, `/tasks/${task.id}/actions/accept`)
  if (percent) await post(clerk, `/tasks/${task.id}/actions/report`, { comment: '正在办理', percent })
}
const office = (at) => `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
const begin = Date.now() + 4_000 // a meeting is opened at its hour and ends on its day
const hours = begin + 5_400_000
const end = office(hours).slice(0, 10) === office(begin).slice(0, 10) ? hours : begin + 20_000
const meeting = await post(director, '/meetings', {
  kind: 'party_assembly',
  title: '党员大会',
  starts_at: office(begin),
  ends_at: office(end),
  members: ['east.leader', 'east.director'],
})
const topic = await post(director, `/meetings/${meeting.id}/topics`, {
  title: '推荐区学科带头人人选',
  papers: [{ name: '议题说明', text: '推荐张文、周倩。' }],
})
await post(director, `/topics/${topic.id}/actions/accept`)
await post(director, `/meetings/${meeting.id}/actions/call`)
for (const who of [director, leader]) await post(who, `/meetings/${meeting.id}/actions/sign_in`)
await director.waitForTimeout(Math.max(0, begin + 1_000 - Date.now()))
await post(director, `/meetings/${meeting.id}/actions/hold`)
const vote = await post(director, `/meetings/${meeting.id}/votes`, { topic: topic.id, mode: 'secret' })
for (const page of [leader, director]) {
  await page.goto(`${base}/console/votes/${vote.id}`)
  await press(page, '领票')
  await page.getByText('选票已领').waitFor()
}
await post(director, `/votes/${vote.id}/actions/start`)
const visit = {
  letter: {
    issuer: '湖州市第四中学',
    number: '湖四函〔2026〕3号',
    purpose: '考察课后服务',
    people: [
      { name: '赵启明', post: '校长' },
      { name: '钱正', post: '主任' },
    ],
    from_on: day(3),
    until_on: day(3),
  },
  room: 'east-101',
  starts_at: `${day(3)}T09:00:00+08:00`,
  ends_at: `${day(3)}T11:00:00+08:00`,
  meals: [{ kind: 'working', guests: 2, hosts: 4, cost_per_head_fen: 4000 }],
}
const planned = await post(clerk, '/visits', visit)

await shoot(leader, '/todo', 'todo')
await shoot(clerk, `/documents/${draft}/edit`, 'draft', async (page) => {
  await page.getByRole('textbox', { name: '标题' }).waitFor()
  await page.waitForTimeout(2_000)
})
await shoot(clerk, `/documents/${draft}`, 'document')
await shoot(director, `/meetings?view=rooms&on=${day(1)}`, 'rooms')
await shoot(leader, `/votes/${vote.id}`, 'vote', async (page) => page.getByRole('radio', { name: '同意', exact: true }).click())
await shoot(director, '/tasks', 'tasks')
await shoot(clerk, `/visits/${planned.id}/edit`, 'visit', (page) => page.getByText(/处须改/).waitFor())
await shoot(district, '/district', 'district', (page) => page.getByRole('list', { name: '未签收' }).waitFor())
await browser.close()
