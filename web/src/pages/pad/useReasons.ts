/* Reasons that a customer has touched, and words of their own; as one comment for the manager, who reads the reasons in
 * the hall's own words (Q14). */
import { computed, ref } from 'vue'

import type { RatingReason } from '../../api/types'
import { BETWEEN } from '../../text/hallWords'
import { COMMENT_MAX } from './useOutbox'

export function useReasons(reasons: () => readonly RatingReason[]) {
	const chosen = ref<ReadonlySet<string>>(new Set())
	const words = ref('')

	function toggle(name: string): void {
		const next = new Set(chosen.value)
		if (!next.delete(name)) next.add(name)
		chosen.value = next
	}

	const comment = computed(() => {
		const named = reasons().filter((reason) => chosen.value.has(reason.name)).map((reason) => reason.name)
		return [...named, words.value.trim()].filter((word) => word !== '').join(BETWEEN).slice(0, COMMENT_MAX)
	})

	return { chosen, words, toggle, comment }
}
