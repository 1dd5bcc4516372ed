// A secret vote, search and registers in a real browser. node e2e/pages.mjs URL PASSWORD VOTE
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const [base, password, vote] = process.argv.slice(2)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
})
const complaints = []
async function signIn(who, width = 1440) {
  const context = await browser.newContext({ viewport: { width, height: width > 500 ? 900 : 844 } })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('console', (message) => message.type() === 'error' && complaints.push(`${who}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`${who}: ${error.message}`))
  await page.goto(`${base}/`)
  await page.getByLabel('用户名').fill(who)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('heading', { name: '待办', exact: true }).waitFor()
  return page
}
async function fit(page, where) {
  await page.evaluate(axe)
  const broken = await page.evaluate(async () => (await window.axe.run()).violations.map((each) => `${each.id}: ${each.nodes[0].html}`))
  assert.deepEqual(broken, [], `accessibility of ${where}`)
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  assert.ok(wide <= room, `${where} scrolls sideways: ${wide} of ${room}`)
}
const press = (page, name) => page.getByRole('button', { name, exact: true }).click()

/** Take a step of the bar, and confirm it where it asks. */
async function act(page, name) {
  const form = page.getByRole('form', { name })
  const button = page.getByRole('button', { name, exact: true })
  await button.click()
  await Promise.race([form.waitFor(), button.waitFor({ state: 'detached' })])
  if (await form.count()) await form.getByRole('button', { name, exact: true }).click()
  await button.waitFor({ state: 'detached' })
}

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
for (const [page, choice] of [[leader, '同意'], [director, '不同意']]) {
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
await director.getByText('未找到').or(director.getByRole('list', { name: '查找结果' })).first().waitFor()
await fit(director, 'search')
await director.getByRole('navigation').getByRole('link', { name: '登记簿' }).click()
await director.getByRole('heading', { name: '发文登记簿' }).waitFor()
await fit(director, 'a register')
await director.getByRole('link', { name: '收文', exact: true }).last().click()
await director.getByRole('heading', { name: '收文登记簿' }).waitFor()

assert.deepEqual(complaints, [], 'the browser complains of nothing')
await browser.close()
console.log('the pages were read')
