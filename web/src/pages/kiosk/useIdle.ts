/* Counts down while nobody touches the screen and something is open; then leaves it for the next. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

export const IDLE_S = 10
/* A slip is read, and perhaps copied, by people who take their time. */
export const SLIP_S = 20

export function useIdle(busy: Readonly<Ref<boolean>>, seconds: Readonly<Ref<number>>, onIdle: () => void): Readonly<Ref<number>> {
	const left = ref(seconds.value)
	const touch = () => (left.value = seconds.value)

	const timer = setInterval(() => {
		if (!busy.value) return
		if (--left.value <= 0) {
			touch()
			onIdle()
		}
	}, 1_000)
	addEventListener('pointerdown', touch)
	addEventListener('keydown', touch)
	watch([busy, seconds], touch)
	onScopeDispose(() => {
		clearInterval(timer)
		removeEventListener('pointerdown', touch)
		removeEventListener('keydown', touch)
	})
	return left
}
