// A page whose files did not arrive: who asked for it is told, and nothing that is open is lost.
import { ref } from 'vue'

/** The address of the page, empty as soon as one is shown. */
export const unloaded = ref('')
/** The address that somebody opened while the system could not say who they are. */
export const unreached = ref('')
