// A meeting planned by form, by dragging and by common free time, a secret vote, calendars, search and registers.
// node e2e/pages.mjs URL PASSWORD VOTE CODED_MEETING
import assert from 'node:assert/strict'
import { act, base, choose, finish, fit, fitBoth, press, signIn } from './browser.mjs'

const [vote, coded] = process.argv.slice(4)
const TOMORROW = new Date(Date.now() + (24 + 8) * 3_600_000).toISOString().slice(0, 10)

// Two voters take their papers, each on a machine of their own; then the chair begins, and both put their ballots in.
const director = await signIn('east.director')
const leader = await signIn('east.leader', 390)
for (const page of [director, leader]) {
  await page.goto(`${base}/console/votes/${vote}`)
  await press(page, '领票')
  await page.getByText('选票已领').waitFor()
}
await leader.reload() // the paper outlives the page
await act(director, '开始投票')
const receipts = []
for (const [page, choice] of [
  [leader, '同意'],
  [director, '不同意'],
]) {
  await page.getByRole('radio', { name: choice, exact: true }).focus()
  await page.keyboard.press('Space')
  await fit(page, 'a secret vote')
  await press(page, '下一步')
  const sent = page.waitForRequest((request) => request.url().endsWith('/box'))
  await press(page, '投入票箱')
  const headers = await (await sent).allHeaders()
  const body = (await sent).postData()
  assert.equal(headers.cookie, undefined, 'the ballot carries no cookie')
  assert.equal(headers.authorization, undefined, 'the ballot carries no token')
  assert.equal(headers.referer, undefined, 'the ballot does not say from where it comes')
  assert.deepEqual(Object.keys(JSON.parse(body)).sort(), ['choice', 'signature', 'token'])
  assert.ok(!body.includes('east.') && !JSON.stringify(headers).includes('east.'), 'the ballot names nobody')
  receipts.push(await page.locator('.receipt code').textContent())
  await fit(page, 'the receipt')
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('paper:'))), [], 'the paper is gone')
}
await act(director, '计票')
await director.getByText('同意1票，不同意1票').waitFor()
await director.getByText('凭回执核对').click()
for (const receipt of receipts) await director.getByRole('listitem').getByText(receipt).waitFor()
await fit(director, 'a counted vote')
await director.getByRole('link', { name: '会议', exact: false }).filter({ hasText: '‹' }).click()
await director.getByRole('heading', { name: '议题', exact: true }).waitFor()
await fit(director, 'a meeting')

await director.keyboard.press('/')
await director.getByRole('searchbox').fill('通知')
await director.keyboard.press('Enter')
await director
  .getByText('未找到')
  .or(director.getByRole('list', { name: '查找结果' }))
  .first()
  .waitFor()
await fit(director, 'search')
await director.getByRole('navigation').getByRole('link', { name: '登记簿' }).click()
await director.getByRole('heading', { name: '发文登记簿' }).waitFor()
await fit(director, 'a register')
await director.getByRole('link', { name: '收文', exact: true }).last().click()
await director.getByRole('heading', { name: '收文登记簿' }).waitFor()

// Planning: by the form with the keyboard, by dragging on a day over all rooms, by a time that everybody has free.
await director.goto(`${base}/console/meetings?view=rooms&on=${TOMORROW}`)
await director.getByText('东校区101会议室').waitFor()
await fitBoth(director, 'a day over all rooms')
const lane = director.getByRole('region', { name: '北校区301会议室' }).locator('.lane')
const box = await lane.boundingBox()
await director.mouse.move(box.x + box.width * 0.5, box.y + 30)
await director.mouse.down()
await director.mouse.move(box.x + box.width * 0.65, box.y + 30, { steps: 5 })
await director.mouse.up()
await director.getByRole('heading', { name: '安排会议' }).waitFor()
assert.equal(await director.getByLabel('开始').inputValue(), '13:00')
assert.equal(await director.getByLabel('结束').inputValue(), '14:30')
assert.ok(await director.getByRole('checkbox', { name: /北校区301会议室/ }).isChecked(), 'the room was dragged in')
await director.getByLabel('会议名称').fill('<b>消防</b>演练部署会')
await choose(director, '应到人员', '林', '林海生')
await fitBoth(director, 'planning a meeting')
await director.keyboard.press('Escape')
await director.getByRole('form', { name: '安排会议' }).getByRole('button', { name: '安排会议' }).press('Enter')
await director.getByRole('heading', { name: '<b>消防</b>演练部署会' }).waitFor()
for (const view of ['week', 'month', 'list']) {
  await director.goto(`${base}/console/meetings?view=${view}&on=${TOMORROW}`)
  await director.getByRole('link', { name: /消防/ }).first().waitFor()
  await fitBoth(director, `meetings by ${view}`)
}
await director.getByRole('link', { name: '找共同空闲' }).click()
await director.getByLabel('自', { exact: true }).fill(TOMORROW)
await choose(director, '与会人员', '林', '林海生')
await director.keyboard.press('Escape')
await press(director, '找空闲')
await director.getByRole('list', { name: '共同空闲' }).waitFor()
await fitBoth(director, 'common free time')
await director
  .getByRole('link', { name: /用这个/ })
  .first()
  .click()
await director.getByRole('heading', { name: '安排会议' }).waitFor()
await director.getByRole('button', { name: '移除林海生' }).waitFor()
await director.goto(`${base}/console/meetings/calendars`)
await press(director, '取得订阅地址')
assert.match(await director.getByLabel(/订阅地址/).inputValue(), /^http.*\.ics$/)
await fitBoth(director, 'calendars')
await director.goto(`${base}/console/meetings/branches`)
await press(director, '登记党支部')
await director.getByLabel('名称').fill('第一党支部')
await choose(director, '书记', '林', '林海生')
await choose(director, '党员', '陈', '陈晓东')
await director.keyboard.press('Escape')
await press(director, '登记')
await director.getByRole('link', { name: '第一党支部' }).click()
await director.getByRole('heading', { name: '应开的会' }).waitFor()
await fitBoth(director, 'a Party branch')

// Signing in by the code that the room shows, on the telephone.
await director.goto(`${base}/console/meetings/${coded}`)
await act(director, '发通知')
const code = (await director.locator('.figures').textContent()).trim()
await leader.goto(`${base}/console/meetings/${coded}`)
await press(leader, '签到')
await leader
  .getByRole('form', { name: '签到' })
  .getByLabel(/签到码/)
  .fill(code)
await fit(leader, 'signing in by code')
await leader.getByRole('form', { name: '签到' }).getByRole('button', { name: '签到' }).click()
await leader.getByText(/✓.*签到/).waitFor()

await finish('the pages were read')
