// Whole ways by keyboard alone, with the focus visible at every stop: a notice from draft to receipt, and a secret vote.
// node e2e/keyboard.mjs URL PASSWORD VOTE
import assert from 'node:assert/strict'
import { base, browser, expected, finish, more, watched } from './browser.mjs'
import { reach, strike, type } from './keys.mjs'

expected.push(/409.*submit/) // what the rules doubt is asked back
const [vote] = more
const TITLE = `关于做好冬季安全工作的通知（${Date.now() % 100_000}）`
const password = process.argv[3]

async function signIn(who) {
  const page = watched(await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage(), who)
  page.on('dialog', () => assert.fail('no dialog of the browser'))
  await page.goto(`${base}/`)
  await type(page, 'textbox', '用户名', who)
  await reach(page, page.getByLabel('密码'))
  await page.keyboard.insertText(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '待办', exact: true }).waitFor()
  return page
}
/** Take the step that waits in the inbox, and confirm it where it asks. */
async function takes(who, label) {
  const page = await signIn(who)
  const item = page.getByRole('listitem').filter({ hasText: TITLE })
  const button = item.getByRole('button', { name: label, exact: true })
  await reach(page, button)
  await page.keyboard.press('Enter')
  const form = item.getByRole('form', { name: label })
  await Promise.race([form.waitFor(), button.waitFor({ state: 'detached' })])
  if (await form.count()) {
    await page.waitForFunction(() => document.activeElement?.closest('form'))
    await reach(page, form.getByRole('button', { name: label, exact: true }))
    await page.keyboard.press('Enter')
  }
  await button.waitFor({ state: 'detached' })
  assert.deepEqual(await page.getByRole('alert').allTextContents(), [], `${who} ${label}`)
  await page.context().close()
}

const clerk = await signIn('east.clerk')
await clerk.keyboard.press('Tab')
await strike(clerk, 'link', '发文')
await clerk.getByRole('heading', { name: '发文', exact: true }).waitFor()
await strike(clerk, 'link', '起草')
await type(clerk, 'textbox', '标题', TITLE)
await reach(clerk, clerk.getByRole('combobox', { name: '主送机关' }))
await clerk.keyboard.type('xxq')
await clerk.getByRole('option', { name: '南湖实验学校西校区', selected: true }).waitFor()
await clerk.keyboard.press('Enter')
await clerk.getByRole('button', { name: '移去南湖实验学校西校区' }).waitFor()
await type(clerk, 'textbox', '正文', '请各校区检查供暖、用电和消防设施。')
await clerk.keyboard.press('Tab') // out of the text again: no trap
assert.ok(!(await clerk.evaluate(() => document.activeElement.closest('[contenteditable]'))), 'Tab leaves the text')
await strike(clerk, 'button', '送审', { back: true })
await clerk.getByRole('heading', { name: TITLE }).waitFor()
const submit = clerk.getByRole('form', { name: '送审' })
await submit.or(clerk.getByText('待审核').first()).first().waitFor()
if (await submit.count()) {
  await reach(clerk, submit.getByRole('button', { name: '送审', exact: true }))
  await clerk.keyboard.press('Enter')
}
await clerk.getByText('待审核').first().waitFor()
await clerk.context().close()
for (const [who, label] of [
  ['east.director', '审核'],
  ['east.leader', '签发'],
  ['east.registrar', '复核'],
  ['east.registrar', '编号'],
  ['east.registrar', '核发'],
  ['west.registrar', '签收'],
  ['west.registrar', '登记'],
]) {
  await takes(who, label)
}

const director = await signIn('east.director')
const leader = await signIn('east.leader')
for (const page of [director, leader]) {
  await page.goto(`${base}/console/votes/${vote}`)
  await strike(page, 'button', '领票')
  await page.getByText('选票已领').waitFor()
}
await strike(director, 'button', '开始投票')
const start = director.getByRole('form', { name: '开始投票' })
await start.waitFor()
await reach(director, start.getByRole('button', { name: '开始投票', exact: true }))
await director.keyboard.press('Enter')
for (const page of [leader, director]) {
  await page.getByRole('radio', { name: '同意', exact: true }).waitFor()
  await reach(page, page.getByRole('radio'))
  await page.keyboard.press('Space')
  await strike(page, 'button', '下一步')
  await strike(page, 'button', '投入票箱')
  await page.locator('.receipt code').waitFor()
}
await finish('all was done by keys')
