// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { blocksOfHtml, stripLooks } from './clean'

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
