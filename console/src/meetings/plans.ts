// Who plans meetings: the office's director; its people find common free times. Others see what is planned.
import { computed } from 'vue'
import { me } from '../api/session'

export const plans = computed(() => !!me.value?.roles.includes('director'))
export const searches = computed(() => ['director', 'leader', 'registrar', 'clerk'].some((each) => me.value?.roles.includes(each)))
