// The story of a notice in a real browser: drafted, handed on from post to post, received and assigned, each by clicking.
// node e2e/story.mjs URL PASSWORD; fails at the first thing that is not as an office expects it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const [base, password] = process.argv.slice(2)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TITLE = '关于做好秋季安全工作的通知'
const HOSTILE = '请各校区做好安全工作。<img src=x onerror="document.title=\'broken\'"><script>document.title="broken"</script>'
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
async function takes(who, label, next) {
  const page = await signIn(who)
  const item = page.getByRole('listitem').filter({ hasText: TITLE }).first()
  await item.getByRole('button', { name: label, exact: true }).click()
  const form = item.getByRole('form', { name: label })
  const button = item.getByRole('button', { name: label, exact: true })
  await Promise.race([form.waitFor(), button.waitFor({ state: 'detached' })])
  if (await form.count()) await form.getByRole('button', { name: label, exact: true }).click()
  await button.waitFor({ state: 'detached' })
  assert.deepEqual(await page.getByRole('alert').allTextContents(), [], `${who} ${label}`)
  if (next) await item.getByText(next).waitFor()
  await page.context().close()
}

let page = await signIn('east.clerk')
await page.getByText('暂无待办事项').waitFor()
await fit(page, '待办, empty')
await page.getByRole('navigation').getByRole('link', { name: '发文' }).click()
await page.getByRole('link', { name: '起草' }).click()
await page.getByRole('textbox', { name: '标题' }).fill(TITLE)
await page.getByLabel('主送机关').selectOption(['west', 'north'])
await page.getByRole('textbox', { name: '正文' }).fill(HOSTILE)
await fit(page, '起草')
await page.getByRole('button', { name: '保存' }).click()
await page.getByRole('heading', { name: TITLE }).waitFor()
await page.getByText('onerror').first().waitFor()
assert.notEqual(await page.title(), 'broken', 'what was typed stays text')
await page.getByRole('link', { name: '修改' }).click()
await page.waitForFunction((title) => [...document.querySelectorAll('input')].some((each) => each.value === title), TITLE)
await page.getByRole('textbox', { name: '正文' }).fill('请各校区做好秋季安全工作。')
await page.getByRole('button', { name: '保存' }).click()
await page.getByRole('heading', { name: TITLE }).waitFor()
await page.getByRole('button', { name: '送审', exact: true }).click()
await page.getByRole('form', { name: '送审' }).getByRole('button', { name: '送审' }).click()
await page.getByText('待审核').first().waitFor()
await fit(page, 'a document')
await page.context().close()

for (const [who, label] of [['east.director', '审核'], ['east.leader', '签发'], ['east.registrar', '复核'], ['east.registrar', '编号'], ['east.registrar', '核发'], ['west.registrar', '签收'], ['west.registrar', '登记'], ['west.director', '初审']]) {
  await takes(who, label)
}

page = await signIn('west.director', 390)
await page.getByRole('link', { name: TITLE }).waitFor()
await fit(page, '待办 on the telephone')
await page.getByRole('link', { name: TITLE }).click()
await page.getByRole('button', { name: '交办', exact: true }).click()
const form = page.getByRole('form', { name: '交办' })
await form.getByLabel('承办人').selectOption({ index: 1 })
await form.getByLabel('办理时限').fill(`${new Date().getFullYear() + 1}-01-31`)
await fit(page, '交办 on the telephone')
await form.getByRole('button', { name: '交办' }).click()
await page.getByText('承办中').waitFor()
await page.reload()
await page.getByText('承办中').waitFor()
await page.getByRole('button', { name: '退出' }).click()
await page.getByRole('button', { name: '登录' }).waitFor()
assert.equal((await page.context().cookies()).length, 0, 'nothing is left of the session')

assert.deepEqual(complaints, [], 'the browser complains of nothing')
await browser.close()
console.log('the story was told')
