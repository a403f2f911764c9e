/* Counts down while nobody touches the screen and something is open; then leaves it for the next. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

export const IDLE_S = 10

export function useIdle(busy: Readonly<Ref<boolean>>, onIdle: () => void): Readonly<Ref<number>> {
	const left = ref(IDLE_S)
	const touch = () => (left.value = IDLE_S)

	const timer = setInterval(() => {
		if (!busy.value) return
		if (--left.value <= 0) {
			touch()
			onIdle()
		}
	}, 1_000)
	addEventListener('pointerdown', touch)
	addEventListener('keydown', touch)
	watch(busy, touch)
	onScopeDispose(() => {
		clearInterval(timer)
		removeEventListener('pointerdown', touch)
		removeEventListener('keydown', touch)
	})
	return left
}
