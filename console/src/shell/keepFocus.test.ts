// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest'
import { keepFocus } from './keepFocus'

let end: () => void = () => undefined
function shown(content: string): HTMLElement {
  document.body.innerHTML = `<main>${content}</main>`
  const main = document.querySelector('main') as HTMLElement
  end = keepFocus(main)
  return main
}
afterEach(() => {
  end()
})
const settled = () => new Promise((done) => setTimeout(done, 80))
const at = () => document.activeElement as HTMLElement

test('where a button makes way for the form that it opened, the keyboard begins in the form', async () => {
  const main = shown('<header><h1>档案</h1><button>建立年度</button></header><p></p>')
  main.querySelector('button')?.focus()
  main.querySelector('button')?.remove()
  main.insertAdjacentHTML('beforeend', '<form><label>年度<input></label><button>建立年度</button></form>')
  await settled()
  expect(at().tagName).toBe('INPUT')
})

test('where a form is done and gone, the keyboard is at what is said of it, or else at the heading', async () => {
  const main = shown('<section><h2>印章</h2><form><button>申请制发</button></form></section>')
  const form = main.querySelector('form') as HTMLElement
  form.querySelector('button')?.focus()
  form.querySelector('button')?.setAttribute('disabled', '') // it was busy
  form.outerHTML = '<p role="status">已申请制发</p>'
  await settled()
  expect(at().textContent).toBe('已申请制发')
  at().remove()
  await settled()
  expect(at().tagName).toBe('H2')
})

test('a button that was busy has the focus again, and who goes elsewhere is left alone', async () => {
  const main = shown('<h1>会议</h1><button>开会</button><p></p>')
  const button = main.querySelector('button') as HTMLButtonElement
  button.focus()
  button.blur() // as a browser does where it is disabled
  button.disabled = true
  await settled()
  expect(at()).toBe(document.body)
  button.disabled = false
  await settled()
  expect(at()).toBe(button)
  button.blur()
  await settled()
  button.remove()
  await settled()
  expect(at()).toBe(document.body)
})
