// The story of a notice in a real browser: drafted, handed on from post to post, received and assigned, each by clicking.
// node e2e/story.mjs URL PASSWORD; fails at the first thing that is not as an office expects it.
import assert from 'node:assert/strict'
import { expected, finish, fit, fitBoth, look, signIn } from './browser.mjs'

expected.push(/412/)
const TITLE = '关于做好秋季安全工作的通知'
const HOSTILE = '请各校区做好安全工作。<img src=x onerror="document.title=\'broken\'"><script>document.title="broken"</script>'
/** Paste as a word processor does. */
async function paste(page, html) {
  await page.getByRole('textbox', { name: '正文' }).press('Control+End')
  await page.getByRole('textbox', { name: '正文' }).press('Enter')
  await page.getByRole('textbox', { name: '正文' }).evaluate((editor, html) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, html)
}
/** Change a document as somebody else would, between reading and saving. */
async function elsewhere(page, document, said) {
  const status = await page.evaluate(
    async ([document, said]) => {
      const path = `/api/v1/documents/${document}`
      const { version } = await (await fetch(path)).json()
      return (
        await fetch(path, {
          method: 'PATCH',
          headers: { 'Content-Type': 'application/json', 'X-Tongban-Csrf': '1', 'If-Match': `"${version}"` },
          body: JSON.stringify(said),
        })
      ).status
    },
    [document, said],
  )
  assert.equal(status, 200)
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
for (const [typed, name] of [
  ['xxq', '南湖实验学校西校区'],
  ['beixiaoqu', '南湖实验学校北校区'],
]) {
  const organs = page.getByRole('combobox', { name: '主送机关' })
  await organs.fill(typed)
  await page.getByRole('option', { name, selected: true }).waitFor()
  await fit(page, 'picking an organ')
  await organs.press('Enter')
  await page.getByRole('button', { name: `移去${name}` }).waitFor()
}
await page.getByRole('textbox', { name: '正文' }).fill(HOSTILE)
await page.getByAltText('第1页').waitFor()
await paste(
  page,
  `<h1 style="color:red">一、检查</h1><p class=MsoNormal style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>消防通道</p><table style="width:1pt"><tr><td>校区</td><td>人数</td></tr></table>`,
)
await page.getByRole('textbox', { name: '正文' }).getByRole('heading', { name: '一、检查' }).waitFor()
await page.getByText('已自动保存').waitFor()
await fit(page, '起草')
await look(page, 'draft')
await page.reload()
await page.getByRole('button', { name: '恢复' }).click()
await page.getByRole('textbox', { name: '正文' }).getByRole('listitem').getByText('消防通道').waitFor()
assert.equal(await page.getByRole('textbox', { name: '标题' }).inputValue(), TITLE, 'what was typed is there again')
await page.getByRole('button', { name: '保存' }).click()
await page.getByRole('heading', { name: TITLE }).waitFor()
await page.getByText('onerror').first().waitFor()
assert.notEqual(await page.title(), 'broken', 'what was typed stays text')
await page.getByRole('link', { name: '修改' }).click()
await page.waitForFunction((title) => [...document.querySelectorAll('input')].some((each) => each.value === title), TITLE)
await page.getByRole('textbox', { name: '正文' }).fill('请各校区做好秋季安全工作。')
await page.getByLabel('添加附件').setInputFiles({ name: '名单.txt', mimeType: 'text/plain', buffer: Buffer.from('甲、乙') })
await page.getByRole('link', { name: '名单.txt' }).waitFor()
await page.getByText('抄送、密级、联系人').click()
await page.getByLabel('附注联系人').fill('李强')
const document = page.url().split('/').slice(-2)[0]
await elsewhere(page, document, { contact: '王敏' })
await page.getByRole('button', { name: '保存' }).click()
await page.getByRole('heading', { name: '您修改期间，他人已保存该件' }).waitFor()
await page.getByRole('row', { name: '附注联系人 王敏 李强' }).waitFor()
await page.getByRole('group', { name: '正文的不同' }).locator('ins').first().waitFor()
await fitBoth(page, 'two texts of one document')
await page.getByRole('button', { name: '采用我的' }).click()
await page.getByRole('button', { name: '保存' }).click()
await page.getByRole('heading', { name: TITLE }).waitFor()
await page.getByRole('button', { name: '送审', exact: true }).click()
await page.getByText('待审核').first().waitFor()
await fit(page, 'a document')
await page.context().close()

for (const [who, label] of [
  ['east.director', '审核'],
  ['east.leader', '签发'],
  ['east.registrar', '复核'],
  ['east.registrar', '编号'],
  ['east.registrar', '核发'],
  ['west.registrar', '签收'],
  ['west.registrar', '登记'],
  ['west.director', '初审'],
]) {
  await takes(who, label)
}

page = await signIn('west.director', 390)
await page.getByRole('link', { name: TITLE }).waitFor()
await fit(page, '待办 on the telephone')
await page.getByRole('link', { name: TITLE }).click()
await page.getByRole('button', { name: '交办', exact: true }).click()
const form = page.getByRole('form', { name: '交办' })
const handler = form.getByRole('combobox', { name: '承办人' })
await handler.focus()
await form.getByRole('option').first().waitFor()
await handler.press('ArrowDown')
await handler.press('Enter')
await form.getByRole('button', { name: /^移去/ }).waitFor()
await form.getByLabel('办理时限').fill(`${new Date().getFullYear() + 1}-01-31`)
await fit(page, '交办 on the telephone')
await form.getByRole('button', { name: '交办' }).click()
await page.getByText('承办中').waitFor()
await page.reload()
await page.getByText('承办中').waitFor()
await page.getByRole('button', { name: '退出' }).click()
await page.getByRole('button', { name: '登录' }).waitFor()
assert.equal((await page.context().cookies()).length, 0, 'nothing is left of the session')

await finish('the story was told')
