// What is typed outlives the tab, the network and the session: at most two seconds of it are lost.
// node e2e/recovery.mjs URL PASSWORD
import assert from 'node:assert/strict'
import { enter, finish, fit, expected, signIn, watched } from './browser.mjs'

expected.push(/ERR_INTERNET_DISCONNECTED/, /401/, /me\/stream/, /404/)
const text = (page) => page.getByRole('textbox', { name: '正文' })
async function recovered(page, words, what) {
  await page.getByRole('button', { name: '恢复' }).first().click()
  await text(page).getByText(words).waitFor()
  assert.ok(true, what)
}
let page = await signIn('east.clerk', 1440, '/documents/new')
const context = page.context()
await page.getByRole('textbox', { name: '标题' }).fill('关于恢复的通知')
await text(page).pressSequentially('关掉标签页以前写的。')
await page.waitForTimeout(300)
await page.close({ runBeforeUnload: false })
page = watched(await context.newPage(), 'east.clerk')
await page.goto(`${process.argv[2]}/console/documents/new`)
await recovered(page, '关掉标签页以前写的。', 'the tab was closed')

await context.setOffline(true)
await text(page).press('Control+End')
await text(page).pressSequentially('断网以后写的。')
await page.getByText('已存在本机').waitFor()
await page.waitForTimeout(300)
await page.close({ runBeforeUnload: false })
await context.setOffline(false)
page = watched(await context.newPage(), 'east.clerk')
await page.goto(`${process.argv[2]}/console/documents/new`)
await recovered(page, '断网以后写的。', 'the network was lost')

await text(page).press('Control+End')
await text(page).pressSequentially('会话结束以前写的。')
await context.clearCookies()
await page.getByRole('button', { name: '登录' }).waitFor()
await enter(page, 'east.clerk')
await page.getByRole('heading', { name: '起草' }).waitFor()
await recovered(page, '会话结束以前写的。', 'the session was lost')

await page.getByText('已自动保存').waitFor()
await page.getByRole('button', { name: '退出' }).click()
await page.getByRole('button', { name: '登录' }).waitFor()
const left = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('typed:')))
assert.deepEqual(left, [], 'nothing is left on the machine once the server has it')
const other = await signIn('east.director', 1440, '/documents/new')
await text(other).waitFor()
assert.equal(await other.getByRole('button', { name: '恢复' }).count(), 0, 'a draft belongs to one person')

// Of several that were never sent the newest stands alone, and the others are unfolded.
const again = await signIn('east.clerk', 390, '/documents/new')
for (const words of ['头一份', '第二份']) {
  await again.goto(`${process.argv[2]}/console/documents/new`)
  await again.getByRole('textbox', { name: '标题' }).fill(`关于${words}的通知`)
  await again.getByText('已自动保存').waitFor()
}
await again.goto(`${process.argv[2]}/console/documents/new`)
const unsent = again.getByRole('group', { name: '未保存的文稿' })
await unsent.filter({ hasText: '第二份' }).waitFor()
assert.equal(await unsent.count(), 1, 'the form is not pushed off the screen')
await again.getByRole('button', { name: /^另有\d+份未保存的文稿$/ }).click()
await unsent.filter({ hasText: '头一份' }).waitFor()
await fit(again, 'drafts that were never sent')
await again.getByRole('button', { name: '收起' }).click()
await unsent.nth(1).waitFor({ state: 'detached' })
await finish('the story was told')
