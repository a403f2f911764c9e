/* What customers of a hall are told of their waits, read now and then while somebody looks:
 *
 *     const { expectedOf } = useWaits(props.hall)
 *     <ExpectedWait :expected="expectedOf(service.id)" /> */
import { onMounted, readonly, ref, shallowRef } from 'vue'

import type { Expected, Waits } from '../api/types'
import { useClient } from './useHall'
import { usePolled } from './usePolled'

export const WAITS_EVERY_MS = 20_000
/* While the server still learns from its log it will be done in a moment. */
export const WAITS_LEARNING_MS = 2_000

export function useWaits(hall: string) {
	const client = useClient()
	const waits = shallowRef<Waits | null>(null)
	const away = ref(false)

	async function load(): Promise<boolean> {
		const outcome = await client.waits(hall)
		away.value = !outcome.ok
		if (outcome.ok) waits.value = outcome.value
		return outcome.ok
	}

	const begin = usePolled(load, () => (waits.value?.ready ? WAITS_EVERY_MS : WAITS_LEARNING_MS))
	onMounted(begin)

	/* What whoever takes a ticket for the service now is told; null while that is not known. */
	function expectedOf(service: string): Expected | null {
		return waits.value?.services.find((one) => one.service === service)?.expected ?? null
	}

	return { waits, away: readonly(away), expectedOf }
}
