// 收文: a paper from outside is entered with its scan, corrected, proposed, instructed, handed out, circulated with ticks, and printed.
// node e2e/incoming.mjs URL PASSWORD
import assert from 'node:assert/strict'
import { base, finish, fitBoth, signIn } from './browser.mjs'

const TITLE = `关于做好第${Date.now() % 1_000_000}号传染病防控工作的通知`
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
let page = await signIn('west.registrar', 1440, '/incoming')
await page.getByRole('link', { name: '登记来文' }).click()
await fitBoth(page, 'entering a paper')
await page.getByLabel('来文单位').fill('南湖区卫生局')
await page.getByLabel('来文字号').fill(`南卫发〔2026〕${Date.now() % 1_000_000}号`)
await page.getByRole('textbox', { name: '标题' }).fill(TITLE)
await page.getByLabel('成文日期').fill(day(-3))
await page.getByLabel('扫描件').setInputFiles({
  name: '扫描件.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  ),
})
await page.getByRole('button', { name: '登记', exact: true }).click()
await page.getByRole('heading', { name: TITLE }).waitFor()
await page.getByRole('link', { name: '扫描件.pdf' }).waitFor()
const address = new URL(page.url()).pathname.replace('/console', '')
await page.getByText('待初审').first().waitFor()
// What was typed wrong is corrected, and the trail keeps both.
await page.getByRole('button', { name: '更正登记', exact: true }).click()
const correction = page.getByRole('form', { name: '更正登记' })
await correction.getByLabel('来文单位').fill('南湖区卫生健康局')
await fitBoth(page, 'correcting an entry')
await correction.getByRole('button', { name: '更正登记', exact: true }).click()
await page.getByText('来文单位：南湖区卫生局→南湖区卫生健康局').waitFor()
await page.context().close()

/** Take a step on the page of the paper, with what its form asks. */
async function takes(who, label, fill, after, width = 1440) {
  const page = await signIn(who, width, address)
  await page.getByRole('button', { name: label, exact: true }).click()
  const form = page.getByRole('form', { name: label })
  await form.waitFor()
  await fill(form)
  await form.getByRole('button', { name: label, exact: true }).click()
  await page.getByText(after).first().waitFor()
  return page
}
async function choose(form, field, typed, name) {
  await form.getByRole('combobox', { name: field }).fill(typed)
  await form.page().getByRole('option', { name, selected: true }).waitFor()
  await form.getByRole('combobox', { name: field }).press('Enter')
}
await (await takes('west.director', '初审', (form) => form.getByRole('textbox', { name: '意见' }).fill('属本校事项'), '待拟办')).context().close()
await (
  await takes(
    'west.director',
    '拟办',
    async (form) => {
      await choose(form, '承办人', '冯', '冯志强')
      await form.getByRole('textbox', { name: '拟办意见' }).fill('请德育处办理')
    },
    '待批示',
  )
)
  .context()
  .close()
page = await takes('west.leader', '批示', (form) => form.getByRole('textbox', { name: '批示意见' }).fill('速办'), '待交办', 390)
await fitBoth(page, 'an incoming document')
await page.context().close()
await (
  await takes(
    'west.director',
    '交办',
    async (form) => {
      await form.getByRole('button', { name: '移去冯志强' }).waitFor() // begins with what was proposed
      await form.getByLabel('办理时限').fill(day(20))
    },
    '承办中',
  )
)
  .context()
  .close()
await (await takes('west.director', '传阅', (form) => choose(form, '传阅人', '吴', '吴静怡'), '0/1人已阅')).context().close()

page = await signIn('west.clerk', 390, '/todo/toread')
const item = page.getByRole('listitem').filter({ hasText: TITLE })
await item.getByRole('button', { name: '已阅', exact: true }).click()
await item.getByRole('form', { name: '已阅' }).getByRole('button', { name: '已阅', exact: true }).click()
await item.waitFor({ state: 'detached' })
await page.context().close()

// Who handles it answers from its page; the sender stands on the draft, though no list of organs holds it.
page = await signIn('west.handler', 390, address)
await page.getByRole('link', { name: '行文答复' }).click()
await page.getByText('主送南湖区卫生健康局').waitFor()
await page.getByRole('textbox', { name: '正文' }).fill('已按要求做好防控。')
await fitBoth(page, 'an answer to a body outside')
await page.getByRole('button', { name: '保存', exact: true }).click()
await page.getByRole('definition').filter({ hasText: '南湖区卫生健康局' }).waitFor()
await page.getByText('答复南卫发').getByRole('link', { name: TITLE }).click()
await page.getByRole('heading', { name: TITLE }).waitFor()
await page.context().close()

page = await signIn('west.director', 1440, address)
await page.getByText('1/1人已阅').waitFor()
assert.ok(await page.getByRole('button', { name: '改派' }).isVisible())
await page.emulateMedia({ media: 'print' })
assert.equal(await page.locator('button:visible, .button:visible').count(), 0, 'nothing to press is printed')
await page.emulateMedia({ media: null })
await page.getByRole('link', { name: '收文处理单' }).click()
await page.getByText('请德育处办理').waitFor()
await fitBoth(page, 'handling sheet')
const printed = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
assert.match(printed, /MediaBox\s*\[\s*0 0 59[45]\S* 84[12]/, 'it prints on A4')
const pages = (file) => file.match(/\/Type\s*\/Page\b/g).length
assert.equal(pages(printed), 1, 'on one page')
// Long opinions go on from one page to the next: fewer than where each waits for a page with room for the whole of it.
await page.evaluate(() => {
  for (const each of [...document.querySelectorAll('.sheet td.tall')].slice(1, 5)) each.textContent = '请各部门落实责任，按时报送。'.repeat(110)
})
const flowing = pages((await page.pdf({ preferCSSPageSize: true })).toString('latin1'))
await page.evaluate(() => document.styleSheets[0].insertRule('@media print { .sheet tr { break-inside: avoid } }'))
const whole = pages((await page.pdf({ preferCSSPageSize: true })).toString('latin1'))
assert.ok(flowing < whole, `no half-empty pages: ${flowing} of ${whole}`)

// Among many it is found by its words, and what is due first stands first.
await page.goto(`${base}/console/incoming`)
await page.getByLabel('标题、文号、单位').fill(TITLE)
await page.keyboard.press('Enter')
await page.waitForURL(/q=/)
await page.getByRole('list', { name: '收文' }).getByRole('link', { name: TITLE }).waitFor()
await page.getByLabel('顺序').selectOption('先到期的在前')
await page.waitForURL(/sort=due/)
await page.getByRole('list', { name: '收文' }).getByRole('link', { name: TITLE }).waitFor()
await page.getByLabel('标题、文号、单位').fill('没有这样的来文')
await page.keyboard.press('Enter')
await page.getByText('未找到，请减少字词或者放宽条件').waitFor()
await page.getByLabel('标题、文号、单位').fill('')
await page.keyboard.press('Enter')
await page.waitForURL((at) => !at.search.includes('q='))
await fitBoth(page, 'incoming documents by deadline')
await finish('the story was told')
