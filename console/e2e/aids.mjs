// What one has for oneself: the size of type, keys, a second factor and its spare codes, help without a network; targets and print.
// node e2e/aids.mjs URL PASSWORD
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { base, complaints, enter, expected, finish, fit, fitBoth, press, signIn } from './browser.mjs'

const go = (page, path) => page.goto(`${base}/console${path}`)
const path = (page) => new URL(page.url()).pathname.replace('/console', '')

// What is another's is not opened by its address, and nothing is asked that would be refused.
const system = await signIn('system', 390)
for (const each of ['/district', '/admin/accounts']) {
  await go(system, each)
  await system.getByRole('heading', { name: '待办', exact: true }).waitFor()
  assert.equal(path(system), '/todo')
}
for (const name of ['单位人员', '日志']) {
  const box = await system.getByRole('main').getByRole('link', { name, exact: true }).boundingBox()
  assert.ok(box.height >= 43.5 && box.width >= 43.5, `${name} is ${box.width} by ${box.height}`)
}
assert.equal(await system.getByLabel('类别').count(), 0, 'no filter of kinds that an administrator has none of')
await go(system, '/admin/people')
await system.getByRole('link', { name: '潘宁' }).waitFor()
const name = await system.getByRole('link', { name: '潘宁' }).boundingBox()
assert.ok(name.width >= 43.5, `a name of two characters is ${name.width} wide`)
await system.context().close()

// One size of type, wherever it is chosen; keys of one letter can be switched off.
const page = await signIn('west.registrar', 1440, '/me')
await page.getByLabel('大字 150%').check()
await page.getByRole('button', { name: '大字 150%' }).click()
assert.ok(await page.getByLabel('标准').isChecked(), 'the choice follows the button')
await page.getByLabel(/^使用单键/).uncheck()
await page.locator('main').focus()
await page.keyboard.press('?')
assert.equal(path(page), '/me', 'no key of one mark does anything')
await page.getByLabel(/^使用单键/).check()
await page.locator('main').focus()
await new Promise((then) => setTimeout(then, 3_500)) // help is fetched ahead
await page.context().setOffline(true)
await page.keyboard.press('?')
await page.getByRole('heading', { name: '按键' }).waitFor()
await page.context().setOffline(false)
complaints.length = 0 // the browser notes that the network is away
await page.getByText('网络已断开').waitFor({ state: 'detached' })

// Between a telephone and a desk, in large type, a title keeps its line; on paper there are no buttons.
await go(page, '/todo')
await page.locator('.item .title').first().waitFor()
for (const [size, width] of [
  ['150', 1024],
  ['150', 768],
  ['125', 760],
]) {
  await page.evaluate((chosen) => (document.documentElement.dataset.type = chosen), size)
  await page.setViewportSize({ width, height: 1024 })
  const title = await page.locator('.item .title').first().boundingBox()
  assert.ok(title.height < 80, `a title is ${title.height} high at ${width}, ${size} %`)
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `scrolls sideways at ${width}, ${size} %`)
}
await page.evaluate(() => (document.documentElement.dataset.type = '100'))
await page.emulateMedia({ media: 'print' })
await page.setViewportSize({ width: 700, height: 1000 })
assert.equal(await page.locator('.item .do').first().isVisible(), false)
assert.ok((await page.locator('.item .title').first().boundingBox()).height < 80)
await page.emulateMedia({ media: 'screen' })
await page.setViewportSize({ width: 390, height: 844 })
await fit(page, 'what waits')
const tick = await page.locator('.item .pick').first().boundingBox()
assert.ok(tick.width >= 43.5 && tick.height >= 43.5, 'a finger hits the tick')
await page.setViewportSize({ width: 1440, height: 900 })

// After a step the keyboard goes on with the next item.
await page.getByRole('button', { name: '签收', exact: true }).first().focus()
await page.keyboard.press('Enter')
await page.getByText(/已签收/).waitFor()
await page.waitForFunction(() => document.activeElement !== document.body)
assert.match(await page.evaluate(() => document.activeElement.className), /title/)
await page.context().close()

// A table is left by Esc and Tab, and a delegation may be of some kinds only.
const clerk = await signIn('west.clerk', 1440, '/documents/new')
await clerk.locator('.text-editor').click()
await press(clerk, '表格')
await clerk.getByText('后按').waitFor()
const rows = await clerk.locator('.text-editor tr').count()
await clerk.keyboard.press('Escape')
await clerk.keyboard.press('Tab')
assert.equal(await clerk.evaluate(() => !!document.activeElement.closest('.text-editor')), false, 'Tab leaves the table')
assert.equal(await clerk.locator('.text-editor tr').count(), rows)
await clerk.context().close()

// A second factor: the codes alone on paper, spare codes typed with letters, taken away after a question.
const own = await signIn('lake.clerk', 1440, '/me')
const PASSWORD = process.argv[3]
const factor = own.locator('section', { has: own.getByRole('heading', { name: '动态口令', exact: true }) })
await factor.getByLabel('密码').fill(PASSWORD)
await press(own, '设置动态口令')
const secret = (await factor.locator('code').textContent()).replace(/\s/g, '')
const bits = [...secret].map((each) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(each).toString(2).padStart(5, '0')).join('')
const key = Buffer.from(bits.match(/.{8}/g).map((each) => parseInt(each, 2)))
const counter = Buffer.alloc(8)
counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
const mac = createHmac('sha1', key).update(counter).digest()
const at = mac[19] & 15
await factor.getByLabel(/六位数字/).fill(String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0'))
await press(own, '确认设置')
const code = await own.getByRole('list', { name: '备用码' }).locator('code').first().textContent()
await own.evaluate(() => (window.print = () => (window.printed = document.documentElement.dataset.print)))
await own.getByRole('button', { name: '打印' }).click()
await own.waitForFunction(() => window.printed === 'codes')
await own.emulateMedia({ media: 'print' })
await own.evaluate(() => (document.documentElement.dataset.print = 'codes'))
assert.equal(await own.locator('main').isVisible(), false, 'on paper there are the codes alone')
await own.locator('.codes-paper').getByText(code).waitFor()
await own.evaluate(() => delete document.documentElement.dataset.print)
await own.emulateMedia({ media: 'screen' })
await press(own, '已保存')
await press(own, '退出')
expected.push(/401/)
await enter(own, 'lake.clerk')
await press(own, '改用备用码')
assert.equal(await own.getByLabel('备用码').getAttribute('inputmode'), 'text')
await own.getByLabel('备用码').fill(code)
await press(own, '登录')
await own.getByRole('button', { name: '退出', exact: true }).waitFor()
await go(own, '/me')
await factor.getByLabel('密码').fill(PASSWORD)
await press(own, '取消动态口令')
await own.getByRole('group', { name: '取消动态口令' }).getByRole('button', { name: '取消动态口令' }).click()
await own.getByText('动态口令已取消').waitFor()
await fitBoth(own, 'the sign-in after a second factor was taken away')
await finish('everybody has their aids')
