// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import { createApp, nextTick, ref, watch } from 'vue'
import { me, type Person } from '../api/session'
import { useResumed } from './useKept'

const FORMS = import.meta.glob<string>('../**/*.vue', { query: '?raw', import: 'default', eager: true })
/** What keeps nothing, and why. */
const KEEPS_NOTHING: Record<string, string> = {
  'signin/SignIn.vue': 'a password',
  'me/PasswordPart.vue': 'a password',
  'me/FactorPart.vue': 'a one-time password',
  'votes/SecretBallot.vue': 'a secret choice',
  'me/SessionPart.vue': 'nothing to type',
  'me/TypePart.vue': 'takes effect as it is chosen',
  'me/KeyPart.vue': 'takes effect as it is chosen',
  'meetings/CalendarsPage.vue': 'one choice',
  'admin/ExchangePage.vue': 'a file',
  'seals/SealPage.vue': 'a file',
  'verify/VerifyPage.vue': 'a file',
  'documents/AttachmentPanel.vue': 'a file',
  'kit/FilterBar.vue': 'a filter, in the address',
  'tasks/TaskFigures.vue': 'a filter',
  'admin/PostsPage.vue': 'a filter',
  'meetings/FreeTimes.vue': 'a search',
  'search/SearchPage.vue': 'a search, in the address',
  'help/KitPage.vue': 'an example',
  'kit/FilesField.vue': 'a field of a form that keeps it',
  'kit/OpinionField.vue': 'a field of a form that keeps it',
  'kit/EvidencePicker.vue': 'a search beside a field of a form that keeps it',
  'kit/NamePicker.vue': 'a field of a form that keeps it',
  'kit/Picker.vue': 'a field of a form that keeps it',
  'meetings/RoomChecks.vue': 'a field of a form that keeps it',
  'admin/RoleChecks.vue': 'a field of a form that keeps it',
  'inbox/InboxRow.vue': 'a tick',
  'training/EnrolledList.vue': 'ticks, and one line beside a name, said at once',
  'editor/TextEditor.vue': 'a field of a form that keeps it',
}
let place: { app: ReturnType<typeof createApp>; name: ReturnType<typeof ref<string>>; kept: ReturnType<typeof useResumed> }
function open(slot = 'form-group-new', stored = '', version: () => unknown = () => true) {
  const name = ref(stored)
  const app = createApp({
    setup() {
      watch(version, () => {
        name.value = `${stored}（新）`
      })
      place = { app, name, kept: useResumed(() => slot, { name }, version) }
      return () => null
    },
  })
  app.mount(document.createElement('div'))
  return place
}
beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  me.value = { id: 'zhou', name: '周正国', roles: [] } as unknown as Person
})

test('every form keeps what is typed, or says why not', () => {
  const forgetful = Object.entries(FORMS)
    .map(([path, source]) => [path.replace('../', '').replace('./', 'kit/'), source] as const)
    .filter(([, source]) => /<form|<textarea|<input/.test(source) && !source.includes('useKept') && !source.includes('useResumed'))
    .map(([path]) => path)

  expect(forgetful.filter((path) => !KEEPS_NOTHING[path])).toEqual([])
  expect(Object.keys(KEEPS_NOTHING).filter((path) => !forgetful.includes(path))).toEqual([])
})
test('what was typed is in the form again when it is opened again, and gone once it is sent', async () => {
  const first = open()
  first.name.value = '各校区'
  await nextTick()
  first.app.unmount()

  const again = open()
  expect(again.name.value).toBe('各校区')
  expect(again.kept.resumed).toBe(true)

  void again.kept.done()
  again.app.unmount()
  expect(open().name.value).toBe('')
})
test('what one typed is neither shown to another nor in another record', async () => {
  const first = open()
  first.name.value = '各校区'
  await nextTick()
  first.app.unmount()

  expect(open('form-group-g1').name.value).toBe('')
  me.value = { id: 'lin', name: '林', roles: [] } as unknown as Person
  expect(open().name.value).toBe('')
})
test('to begin anew brings back what the form showed, and keeps nothing', async () => {
  const first = open('form-organ-east', '东校区')
  first.name.value = '东校区办公室'
  await nextTick()
  first.app.unmount()
  const again = open('form-organ-east', '东校区')
  expect(again.name.value).toBe('东校区办公室')

  again.kept.restart()
  await nextTick()

  expect(again.name.value).toBe('东校区')
  expect(Object.keys(localStorage).filter((key) => key.startsWith('typed:'))).toEqual([])
})
test('what is typed stays when a newer version of its record comes', async () => {
  const version = ref(1)
  const form = open('form-organ-east', '东校区', () => version.value)
  form.name.value = '东校区办公室'
  await nextTick()

  version.value = 2
  await nextTick()

  expect(form.name.value).toBe('东校区办公室')
})
test('what was typed over a record that another changed meanwhile says so, until it is begun anew', async () => {
  const first = open('form-organ-east', '东校区', () => 1)
  first.name.value = '东校区办公室'
  await nextTick()
  first.app.unmount()
  expect(open('form-organ-east', '东校区', () => 1).kept.outdated).toBe(false)

  const again = open('form-organ-east', '东校区（改）', () => 2)
  expect(again.name.value).toBe('东校区办公室')
  expect(again.kept.outdated).toBe(true)
  again.name.value = '东校区办公室一'
  await nextTick()
  again.app.unmount()
  const third = open('form-organ-east', '东校区（改）', () => 2)
  expect(third.kept.outdated).toBe(true)

  third.kept.restart()
  third.name.value = '东校区二'
  await nextTick()
  third.app.unmount()
  expect(open('form-organ-east', '东校区（改）', () => 2).kept.outdated).toBe(false)
})
test('a record that changes while one types in its form says so', async () => {
  const version = ref(1)
  const form = open('form-organ-east', '东校区', () => version.value)
  form.name.value = '东校区办公室'
  await nextTick()

  version.value = 2
  await nextTick()

  expect(form.kept.outdated).toBe(true)
})
test('every form that changes a record passes the version that its words were typed on', () => {
  const forms = Object.entries(FORMS).filter(([, source]) => source.includes('useResumed(') && /await (change|replace)[<(]/.test(source))
  const calls = (source: string) => [...source.matchAll(/useResumed\(\n([^]*?)\n\)/g)].map((found) => found[1] ?? '')

  expect(forms.length).toBeGreaterThan(6)
  expect(forms.filter(([, source]) => !calls(source).some((call) => call.includes('version'))).map(([path]) => path.replace('../', ''))).toEqual([
    'me/ReminderPart.vue', // one's own settings, which have no version
  ])
})
