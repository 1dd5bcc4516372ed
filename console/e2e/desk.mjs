// What surrounds the work: entries only for those who have them, phrases put in order, help of each screen, a room taken by finger.
// node e2e/desk.mjs URL PASSWORD
import assert from 'node:assert/strict'
import { base, browser, enter, finish, fitBoth, signIn, watched } from './browser.mjs'

const OFFICE = ['发文', '收文', '会签', '会议', '督办', '接待', '培训', '登记簿', '用印', '档案', '查找', '岗位责任', '本区规定', '收文单位组']
for (const [who, own] of [
  ['system', '单位人员'],
  ['security', '账号'],
  ['auditor', '日志'],
]) {
  const page = await signIn(who)
  const nav = page.getByRole('navigation')
  await nav.getByRole('link', { name: own, exact: true }).waitFor()
  for (const name of OFFICE) assert.equal(await nav.getByRole('link', { name, exact: true }).count(), 0, `${who} has no ${name}`)
  await page.goto(`${base}/console/documents/new`)
  await page.getByRole('heading', { name: '待办', exact: true }).waitFor()
  assert.equal(await page.getByRole('textbox', { name: '标题' }).count(), 0, `${who} drafts nothing`)
  await page.context().close()
}

const page = await signIn('east.leader', 1440, '/me')
const phrases = page.getByRole('list', { name: '常用语' })
const said = () => phrases.getByRole('listitem').evaluateAll((all) => all.map((each) => each.querySelector('.grow').textContent))
for (const each of ['同意，请抓紧办理。', '请办公室研提意见。']) {
  await page.getByLabel('新的常用语').fill(each)
  await page.getByRole('button', { name: '添加', exact: true }).click()
  await phrases.getByText(each).waitFor()
}
await page.getByRole('button', { name: '上移：请办公室研提意见。' }).click()
await page.waitForFunction(() =>
  document.querySelectorAll('.phrase-list li')[document.querySelectorAll('.phrase-list li').length - 1].textContent.includes('抓紧'),
)
await page.getByRole('button', { name: '修改：同意，请抓紧办理。' }).click()
await page.getByRole('form', { name: '修改：同意，请抓紧办理。' }).getByRole('textbox').fill('同意印发。')
await page.keyboard.press('Enter')
await phrases.getByText('同意印发。').waitFor()
await fitBoth(page, 'phrases')
assert.deepEqual((await said()).slice(-2), ['请办公室研提意见。', '同意印发。'])
await page.getByRole('button', { name: '删除：同意印发。' }).click()
await page.getByRole('group', { name: '删除：同意印发。' }).getByRole('button', { name: '删除' }).click()
await phrases.getByText('同意印发。').waitFor({ state: 'detached' })

for (const [path, name] of [
  ['/meetings/free', '找共同空闲'],
  ['/documents/new', '起草和修改'],
  ['/archive', '档案'],
]) {
  await page.goto(`${base}/console${path}`)
  await page.locator('main h1').waitFor() // its own heading: while the page is on its way, there is nothing yet that help could be of
  await page.locator('main').focus()
  await page.keyboard.press('?')
  await page.locator('#help-this').getByText(name).waitFor()
}
await fitBoth(page, 'help of a screen')
await page.goto(`${base}/docs`)
await page.getByText('/api/v1/documents').first().waitFor() // the browser complains of a style that the page may not have
await page.context().close()

const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10)
const phone = await signIn('east.director', 390, `/meetings?view=rooms&on=${tomorrow}`)
await phone
  .getByRole('button', { name: /空闲，安排/ })
  .first()
  .tap()
await phone.getByRole('heading', { name: '安排会议' }).waitFor()
await phone.context().close()
const tablet = await browser.newContext({ viewport: { width: 1100, height: 800 }, hasTouch: true })
const board = watched(await tablet.newPage(), 'east.director')
await board.goto(`${base}/console/meetings?view=rooms&on=${tomorrow}`)
await enter(board, 'east.director')
const lane = board.locator('.lane').first()
await lane.waitFor()
const box = await lane.boundingBox()
await board.touchscreen.tap(box.x + box.width * 0.55, box.y + box.height - 6)
await board.getByRole('heading', { name: '安排会议' }).waitFor()
const taken = new URL(board.url()).searchParams
assert.match(`${taken.get('from')} ${taken.get('until')}`, /^1[23]:[03]0 1[34]:[03]0$/, 'an hour from where the finger was')
await finish('the desk is in order')
