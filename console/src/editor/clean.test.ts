// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { pasted, stripLooks } from './clean'

const blocksOfHtml = (html: string) => pasted(html).blocks
const textOfHtml = (html: string) => blocksOfHtml(html).map((block) => ('text' in block ? block.text : block))

const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<h1 style='text-align:center'>一、<span lang=EN-US style='font-family:"Times New Roman"'><o:p></o:p></span>总体要求</h1>
<p class=MsoNormal style='text-indent:32pt'><span style='font-size:16pt;font-family:仿宋_GB2312'>各校区要<b>高度</b>重视，<span lang=EN-US>12</span>月<span lang=EN-US>1</span>日前完成。<o:p></o:p></span></p>
<p class=MsoListParagraph style='margin-left:21pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='mso-fareast-font-family:Calibri'><span style='mso-list:Ignore'>1.<span style='font:7pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>检查消防通道</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.</span>检查校车</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>（一）</span>加强领导</p>
<table border=1 style='border-collapse:collapse'><tr><td colspan=2 style='width:10pt'><p class=MsoNormal><b>校区</b></p></td><td>时间</td></tr><tr><td rowspan=2>东校区</td><td>上午</td><td>9时</td></tr><tr><td>下午</td><td>14时</td></tr></table>
<!--EndFragment--></body></html>`

test('a text from Word keeps headings, lists and tables, and nothing of its looks', () => {
  expect(blocksOfHtml(WORD)).toEqual([
    { type: 'heading', level: 1, text: '一、总体要求' },
    { type: 'paragraph', text: '各校区要高度重视，12月1日前完成。' },
    { type: 'list', ordered: true, items: ['检查消防通道', '检查校车'] },
    { type: 'heading', level: 2, text: '（一）加强领导' },
    {
      type: 'table',
      head: true,
      caption: '',
      rows: [
        ['校区', '', '时间'],
        ['东校区', '上午', '9时'],
        ['', '下午', '14时'],
      ],
    },
  ])
})
test('a text from WPS whose paragraphs carry an outline level becomes headings', () => {
  const wps = `<p style="mso-outline-level:2;text-align:left;"><span style="mso-spacerun:'yes';font-family:楷体;">（一）时间安排</span></p><p class="MsoNormal"><span style="font-family:仿宋;">第一行<br/>第二行</span></p>`
  expect(blocksOfHtml(wps)).toEqual([
    { type: 'heading', level: 2, text: '（一）时间安排' },
    { type: 'paragraph', text: '第一行' },
    { type: 'paragraph', text: '第二行' },
  ])
})
test('nothing that styles or runs reaches a parser', () => {
  const left = stripLooks(
    `<style>p{color:red}</style><p class=a style="x" onclick='steal()'>好</p><script>steal()</script><img src=x onerror=steal()>`,
  )
  expect(left).not.toMatch(/<style|<script|<img|\sstyle=|\sonclick=/i)
  expect(left).toContain('好')
})
test('nested lists become one list, loose text becomes paragraphs', () => {
  expect(blocksOfHtml('前言<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul>后记')).toEqual([
    { type: 'paragraph', text: '前言' },
    { type: 'list', ordered: false, items: ['甲', '乙', '丙'] },
    { type: 'paragraph', text: '后记' },
  ])
})

test.each([
  ['deleted', `<p>截止<del cite="mailto:王" datetime="2026-11-01T09:00">12月1日</del><ins>12月10日</ins>前</p>`, '截止12月10日前'],
  ['hidden by Word', `<p>请<span style='font-size:16pt;mso-hide:all;display:none'>内部掌握</span>办理</p>`, '请办理'],
  ['hidden by a page', `<p>请<b hidden>内部掌握</b><i style="visibility: hidden">暗</i>办理</p>`, '请办理'],
  ['read aloud', `<p><ruby>砼<rp>(</rp><rt>tóng</rt><rp>)</rp></ruby>办理</p>`, '砼办理'],
])('text that is %s stays out', (_, html, text) => {
  expect(textOfHtml(html)).toEqual([text])
  expect(pasted(html).lost).not.toEqual([])
})
test("comments of Word's reviewers stay out with their marks, and are counted", () => {
  const word = `<p class=MsoNormal><span style='mso-comment-continuation:1'>请于周五前报送</span><span class=MsoCommentReference><a class=msocomanchor id="_anchor_1" href="#_msocom_1">[王1]</a><span style='mso-special-character:comment'>&nbsp;</span></span>。</p>
<div style='mso-element:comment-list'><hr class=msocomoff><div style='mso-element:comment'><div id="_com_1" class=msocomtxt><p class=MsoCommentText><a class=msocomanchor href="#_msoanchor_1">[王1]</a>这里要核实</p></div></div></div>`

  expect(textOfHtml(word)).toEqual(['请于周五前报送。'])
  expect(pasted(word).lost).toEqual(['批注1处'])
})
test('raised figures keep their meaning where there are characters for them; what becomes flat is told', () => {
  expect(textOfHtml('<p>面积10m<sup>2</sup>，高2m<span style="vertical-align:super">3</span></p>')).toEqual(['面积10m²，高2m³'])
  expect(pasted('<p>10m<sup>2</sup></p>').lost).toEqual([])
  expect(textOfHtml('<p>H<sub>2</sub>O，x<sup>n</sup></p>')).toEqual(['H2O，xn'])
  expect(pasted('<p>H<sub>2</sub>O，x<sup>n</sup></p>').lost).toEqual(['上标、下标（文字已保留）2处'])
})
test('pictures and formulas are told, also where nothing else was pasted', () => {
  const word = `<p>见图</p><!--[if gte vml 1]><v:shape><v:imagedata src="a.png"/></v:shape><![endif]--><![if !vml]><img src="a.png"><![endif]><math><mi>x</mi></math>`

  expect(pasted(word).lost).toEqual(['图片1处', '公式1处'])
  expect(pasted('<img src="a.png">')).toEqual({ blocks: [], lost: ['图片1处'] })
})
test('a heading or a cell that is too long loses no word', () => {
  const long = '长'.repeat(260)
  const cell = '格'.repeat(2_500)

  for (const html of [`<h1>${long}</h1>`, `<p style="mso-outline-level:2">${long}</p>`]) {
    expect(blocksOfHtml(html)).toEqual([{ type: 'paragraph', text: long }])
    expect(pasted(html).lost).toEqual(['超过200字的标题（已作为正文）1处'])
  }
  const found = pasted(`<table><caption>${long}</caption><tr><td>${cell}</td><td>乙</td></tr></table>`)
  expect(found.blocks).toEqual([
    { type: 'paragraph', text: long },
    { type: 'table', rows: [[cell.slice(0, 2_000), '乙']], head: true, caption: '' },
    { type: 'paragraph', text: cell.slice(2_000) },
  ])
  expect(found.lost).toHaveLength(2)
})
test('paragraphs and tables within a cell stay apart', () => {
  const html = '<table><tr><td><p>上午</p><p>9时</p></td><td><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>'

  expect(blocksOfHtml(html)).toEqual([{ type: 'table', rows: [['上午 9时', '甲 乙']], head: true, caption: '' }])
})
test('what Word keeps of a struck or inserted text is told', () => {
  expect(pasted('<p><s>原定</s>周五<ins>下午</ins></p>')).toEqual({
    blocks: [{ type: 'paragraph', text: '原定周五下午' }],
    lost: ['修订（插入的文字已保留）1处', '删除线（文字已保留）1处'],
  })
})
