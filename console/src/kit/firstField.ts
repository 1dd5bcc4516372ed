/** Where the keyboard begins in a form that was opened: its first field, unless that has a list which would lie over the buttons. */
export function firstField(form: HTMLElement): HTMLElement | null {
  const first = form.querySelector<HTMLElement>('input, textarea, select, button')
  const covers = first?.getAttribute('role') === 'combobox' && !first.hasAttribute('required')
  return covers ? form.querySelector<HTMLElement>('.row button') : first
}
