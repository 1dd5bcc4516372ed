// Every long form keeps what was typed: over a tab that is closed, and over a session that ends.
// node e2e/forms.mjs URL PASSWORD
import assert from 'node:assert/strict'
import { base, enter, expected, finish, fitBoth, signedOutWhile, signIn, watched } from './browser.mjs'

expected.push(/401/, /me\/stream/)
const FORMS = [
  ['east.director', '/meetings/new', '会议名称', '校舍安全专题会', '安排会议'],
  ['east.director', '/tasks/new', '事项', '更换危化品柜', '立项交办'],
  ['east.director', '/courses', '名称', '公文写作培训', '培训'],
  ['east.clerk', '/visits/new', '来访事由', '考察课后服务', '拟定接待方案'],
  ['west.registrar', '/incoming/new', '标题', '关于报送材料的函', '登记来文'],
]
for (const [who, path, label, words, heading] of FORMS) {
  let page = await signIn(who, 1440, path)
  const context = page.context()
  const shown = async () => {
    await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    if (path === '/courses') await page.getByRole('button', { name: '开设培训班' }).click()
    return page.getByRole('textbox', { name: label, exact: true })
  }
  await (await shown()).fill(words)
  await page.waitForTimeout(300)
  await page.close({ runBeforeUnload: false })

  page = watched(await context.newPage(), who)
  await page.goto(`${base}/console${path}`)
  let field = await shown()
  assert.notEqual(await field.inputValue(), words, 'what was left is offered, not forced on anybody')
  await page
    .getByRole('group', { name: /^未保存的/ })
    .first()
    .waitFor()
  await fitBoth(page, `what was left in ${path}`)
  await page.getByRole('button', { name: '恢复' }).first().click()
  assert.equal(await field.inputValue(), words, `${path} after the tab was closed`)

  await signedOutWhile(page, () => field.fill(`${words}（二）`))
  await page.getByRole('alert').getByText('登录已到期').waitFor()
  await enter(page, who)
  field = await shown()
  await page.getByRole('button', { name: '恢复' }).first().click()
  assert.equal(await field.inputValue(), `${words}（二）`, `${path} after the session ended`)
  await page.getByText('已自动保存').first().waitFor()
  await page.getByRole('button', { name: '退出', exact: true }).click()
  await page.getByRole('button', { name: '登录' }).waitFor()
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('typed:'))), [])
  await context.close()
}
// What has not come yet cannot be typed into: nothing typed early is overwritten by what comes late.
const clerk = await signIn('east.clerk')
const made = await clerk.evaluate(async () => {
  const headers = { 'Content-Type': 'application/json', 'X-Tongban-Csrf': '1', 'Idempotency-Key': `late-${Date.now()}` }
  const body = JSON.stringify({ kind: 'notice', title: '关于晚到的通知', body: '请按时办理。', recipients: ['west'] })
  return (await (await fetch('/api/v1/documents', { method: 'POST', headers, body })).json()).id
})
await clerk.route(`**/api/v1/documents/${made}`, async (route) => {
  await new Promise((then) => setTimeout(then, 1_500))
  await route.continue()
})
await clerk.goto(`${base}/console/documents/${made}/edit`)
await clerk.getByRole('heading', { name: '修改', exact: true }).waitFor()
assert.equal(await clerk.getByRole('textbox', { name: '标题' }).count(), 0)
await clerk.getByRole('textbox', { name: '标题' }).waitFor()
assert.equal(await clerk.getByRole('textbox', { name: '标题' }).inputValue(), '关于晚到的通知')
await finish('every form was left and found again')
