/* How many rows of at least `rowEm` fit a list whose height does not depend on what is in it. A list that
 * was not laid out yet takes everything. */
import { onBeforeUnmount, onMounted, ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'

export interface Capacity {
	/* Whole rows. */
	rows: Readonly<Ref<number>>
	/* Columns that the style sheet prefers, by its --columns. */
	columns: Readonly<Ref<number>>
}

export function useCapacity(list: Readonly<Ref<HTMLElement | null>>, rowEm: MaybeRefOrGetter<number>): Capacity {
	const rows = ref(Number.POSITIVE_INFINITY)
	const columns = ref(1)

	function measure(): void {
		const box = list.value
		if (!box || box.clientHeight === 0) return
		const style = getComputedStyle(box)
		columns.value = Number.parseInt(style.getPropertyValue('--columns'), 10) || 1
		rows.value = Math.max(1, Math.floor(box.clientHeight / (toValue(rowEm) * Number.parseFloat(style.fontSize))))
	}

	watch(() => toValue(rowEm), measure)
	const observer = new ResizeObserver(measure)
	onMounted(() => {
		measure()
		if (list.value) observer.observe(list.value)
	})
	onBeforeUnmount(() => observer.disconnect())
	return { rows, columns }
}
