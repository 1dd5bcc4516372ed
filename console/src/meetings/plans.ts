// Who plans meetings: the office's director. Others see what is planned, and find common free times.
import { computed } from 'vue'
import { me } from '../api/session'

export const plans = computed(() => !!me.value?.roles.includes('director'))
