// A draft made from a Word file, with a file that is paused and goes on, countersigned by another campus, and found again.
// node e2e/papers.mjs URL PASSWORD DOCUMENT: one of east.clerk's, whose Word file is brought in again.
import assert from 'node:assert/strict'
import { base, expected, finish, fitBoth, more, press, signIn } from './browser.mjs'

const [document] = more
expected.push(/ERR_FAILED|ERR_INTERNET_DISCONNECTED|ERR_ABORTED/)
const TITLE = `关于做好第${Date.now() % 100_000}次安全检查的通知`
const clerk = await signIn('east.clerk', 1440, '/documents/new')

// What the Word file says beside its text is filled in, and what it does not keep is told.
const word = await clerk.evaluate(
  async (id) => [...new Uint8Array(await (await fetch(`/api/v1/documents/${id}/rendition.docx`)).arrayBuffer())],
  document,
)
await clerk.getByLabel('导入 Word').setInputFiles({ name: '通知.docx', mimeType: 'application/octet-stream', buffer: Buffer.from(word) })
const told = clerk.getByRole('status', { name: '导入结果' })
await told.getByText('已填入：主送机关南湖实验学校西校区').waitFor()
await clerk.getByRole('button', { name: '移去南湖实验学校西校区' }).waitFor()
await clerk.getByRole('textbox', { name: '正文' }).getByText('请逐项检查').waitFor()
await fitBoth(clerk, 'a draft from a Word file')
await clerk.getByRole('textbox', { name: '标题' }).fill(TITLE)

// What is typed gives way to another file only after a question, and comes back.
const text = clerk.getByRole('textbox', { name: '正文' })
const other = { name: '其他.txt', mimeType: 'text/plain', buffer: Buffer.from('关于停课的通知\n\n今日停课。\n') }
await clerk.getByLabel('导入 Word').setInputFiles(other)
await clerk.getByText('导入将替换已填写的标题、正文。').waitFor()
await fitBoth(clerk, 'a question before a file is taken')
await press(clerk, '返回')
await text.getByText('请逐项检查').waitFor()
await clerk.getByLabel('导入 Word').setInputFiles(other)
await press(clerk, '导入')
await text.getByText('今日停课').waitFor()
await press(clerk, '撤消导入')
await press(clerk, '撤消导入')
await text.getByText('请逐项检查').waitFor()
assert.equal(await clerk.getByRole('textbox', { name: '标题' }).inputValue(), TITLE)
await press(clerk, '保存')
await clerk.getByRole('heading', { name: TITLE }).waitFor()

// A file of several parts: the line breaks after the first; what arrived is not sent again.
const offsets = []
clerk.on('request', (request) => request.url().includes('offset=') && offsets.push(Number(new URL(request.url()).searchParams.get('offset'))))
let broken = 0
await clerk.route('**/attachments?name=*', (route) =>
  route.request().url().includes('offset=0') || broken++ ? route.continue() : route.abort('failed'),
)
const pdf = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(2_500_000, 'x'), Buffer.from('\n%%EOF\n')])
await clerk.getByLabel('添加附件').setInputFiles({ name: '检查表.pdf', mimeType: 'application/pdf', buffer: pdf })
await clerk.getByText('网络已断开，恢复后自动接着上传').waitFor()
assert.ok(Number(await clerk.getByRole('progressbar', { name: '上传检查表.pdf' }).getAttribute('value')) > 0.3, 'what arrived counts')
await fitBoth(clerk, 'an upload that was cut off')
await press(clerk, '继续')
await clerk.getByRole('link', { name: '检查表.pdf' }).waitFor()
assert.deepEqual(offsets, [0, 1044480, 1044480, 2088960], 'each part is sent once, but for the one that was cut off')
await clerk.getByLabel('添加附件').setInputFiles({ name: '名单.txt', mimeType: 'text/plain', buffer: Buffer.from('甲、乙') })
await clerk.getByRole('button', { name: '查看名单.txt' }).click()
await clerk.getByAltText('名单.txt第1页，共1页').waitFor()
await fitBoth(clerk, 'an attachment page by page')
await press(clerk, '收起')

// Another campus countersigns with a change; its page shows the draft, its files and what was said.
await press(clerk, '送会签')
const ask = clerk.getByRole('form', { name: '送会签' })
await ask.waitFor()
await fitBoth(clerk, 'asking to countersign')
await ask.getByRole('combobox', { name: /单位/ }).fill('bxq')
await clerk.getByRole('option', { name: '南湖实验学校北校区', selected: true }).waitFor()
await clerk.keyboard.press('Enter')
await ask.getByRole('button', { name: '送会签', exact: true }).click()
await clerk.getByText('南湖实验学校北校区').first().waitFor()
const leader = await signIn('north.leader', 390)
await leader.goto(`${base}/console/countersigns?status=asked`)
await leader.getByRole('link', { name: TITLE }).click()
await leader.getByRole('heading', { name: TITLE }).waitFor()
await leader.getByText('请逐项检查').waitFor()
await leader.getByRole('link', { name: '检查表.pdf' }).waitFor()
await fitBoth(leader, 'a request to countersign')
await press(leader, '附意见')
const opinion = leader.getByRole('form', { name: '附意见' })
await opinion.getByRole('textbox', { name: /意见/ }).fill('第二项请加“燃气”。')
await opinion.getByRole('button', { name: '附意见', exact: true }).click()
await leader.getByText('第二项请加“燃气”。').first().waitFor()
await clerk.reload()
await clerk.getByText('第二项请加“燃气”。').first().waitFor()

// A second version, the difference, and the list narrowed to it; going back finds the list as it was.
await clerk.getByRole('link', { name: '修改' }).click()
await clerk.waitForFunction((title) => [...window.document.querySelectorAll('input')].some((each) => each.value === title), TITLE)
await clerk.getByRole('textbox', { name: '标题' }).fill(`${TITLE}（修订）`)
await press(clerk, '保存')
await press(clerk, '修改痕迹')
await clerk.getByRole('region', { name: '修改痕迹' }).locator('ins').getByText('（修订）').waitFor()
await fitBoth(clerk, 'what changed between two versions')
await clerk.getByRole('navigation').getByRole('link', { name: '发文' }).click()
await clerk.getByLabel('标题或者文号').fill(TITLE.slice(2, 14))
await clerk.keyboard.press('Enter')
await clerk.getByLabel('办理情况').selectOption('drafted')
await clerk.waitForFunction(() => window.document.querySelectorAll('main .list > li').length === 1)
await fitBoth(clerk, 'documents narrowed')
await clerk.getByRole('link', { name: TITLE }).click()
await clerk.getByRole('heading', { name: TITLE }).waitFor()
await clerk.goBack()
await clerk.waitForFunction(() => window.document.querySelectorAll('main .list > li').length === 1)
assert.equal(await clerk.getByLabel('办理情况').inputValue(), 'drafted', 'the list is as it was')
await clerk.getByLabel('文种').selectOption('letter')
await clerk.getByText('未找到，请减少字词或者放宽条件').waitFor()
await finish('the papers went round')
