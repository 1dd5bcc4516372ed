// A short form and an opinion are there again, as they were left, when they are opened again.
// node e2e/resumed.mjs URL PASSWORD TITLE
import assert from 'node:assert/strict'
import { base, enter, expected, finish, fitBoth, more, signedOutWhile, signIn, watched } from './browser.mjs'

expected.push(/401/, /me\/stream/)
const press = (name) => async (page) => page.getByRole('button', { name, exact: true }).first().click()
const FORMS = [
  ['east.director', '/seals/stamps', '印章名称', '东校区办公室', press('申请制发')],
  ['east.clerk', '/groups', '名称', '东片各校区', press('登记单位组')],
  ['nanhu.admin', '/rulings', '依据', '南教发〔2026〕8号', press('登记规定')],
  ['nanhu.admin', '/admin/people', '用户名', 'east.novice', press('登记人员')],
  ['nanhu.admin', '/admin/organs', '编号', 'lake-office', press('登记单位')],
  ['east.director', '/meetings/branches', '名称', '第三党支部', press('登记党支部')],
  ['west.registrar', '/registers/classified', '来文机关', '南湖区档案局', press('登记')],
  ['west.registrar', '/archive', '全宗号', '0123', press('建立年度')],
  ['east.leader', '/me', '事由', '外出开会', press('新的委托')],
]
for (const [who, path, label, words, open] of FORMS) {
  let page = await signIn(who, 1440, path)
  const context = page.context()
  const shown = async () => {
    await open(page)
    return page.getByRole('textbox', { name: label })
  }
  await (await shown()).first().fill(words)
  await page.waitForTimeout(300)
  await page.close({ runBeforeUnload: false })
  page = watched(await context.newPage(), who)
  await page.goto(`${base}/console${path}`)
  const field = (await shown()).first()
  await page.getByText('已恢复上次未提交的内容').waitFor()
  assert.equal(await field.inputValue(), words, path)
  await page.getByRole('button', { name: '清空重填' }).click()
  assert.notEqual(await field.inputValue(), words, path)
  await page.waitForTimeout(300)
  await page.reload()
  assert.notEqual(await (await shown()).first().inputValue(), words, `${path} begun anew`)
  await context.close()
}
// An opinion in a row of the list: over a reload, over the end of the session, and on another machine.
const opinion = (page) => page.getByRole('textbox', { name: /意见/ })
const row = (page) => page.getByRole('listitem').filter({ hasText: more[0] })
const begin = (page) => row(page).getByRole('button', { name: '签发', exact: true }).click()
const page = await signIn('east.leader')
await begin(page)
await opinion(page).fill('请校医室会同各年级')
await page.waitForTimeout(300)
await page.reload()
await row(page).getByText('签发：已填写，未提交').waitFor()
await begin(page)
assert.equal(await opinion(page).inputValue(), '请校医室会同各年级')
await fitBoth(page, 'an opinion taken up again')
await signedOutWhile(page, async () => {
  await opinion(page).fill('请校医室会同各年级办理')
  await page.getByRole('button', { name: '签发', exact: true }).click()
})
await page.getByRole('alert').getByText('登录已到期').waitFor()
await enter(page, 'east.leader')
await begin(page)
assert.equal(await opinion(page).inputValue(), '请校医室会同各年级办理')
await page.waitForTimeout(1_500) // the server has it by now
await page.getByRole('button', { name: '退出', exact: true }).click()
await page.getByRole('button', { name: '登录' }).waitFor()
const elsewhere = await signIn('east.leader')
await begin(elsewhere)
await elsewhere.getByText('已恢复上次未提交的内容').waitFor()
assert.equal(await opinion(elsewhere).inputValue(), '请校医室会同各年级办理')
await row(elsewhere).getByRole('button', { name: '签发', exact: true }).click()
await elsewhere.getByText(`${more[0]}》已签发`).waitFor()
await elsewhere.waitForFunction(async () => {
  const kept = await (await fetch('/api/v1/me/autosaves')).json()
  return !kept.items.some((each) => each.id.startsWith('step-'))
}) // what is sent is kept no longer
await finish('every short form and opinion was found again')
