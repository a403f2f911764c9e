/* The three forms of the soft caller (Q11): standard for a screen of its own, small for beside another program, hidden
 * for keys alone. Chosen by ?form=, else as this device had it last. A window of its own stays on top where the browser
 * can do that, and gives a question the room that it needs. */
import { readonly, ref, watch, type Ref } from 'vue'
import { useRoute } from 'vue-router'

export const FORMS = ['standard', 'small', 'hidden'] as const
export type Form = (typeof FORMS)[number]

const KEPT = 'openhall.caller.form'
/* Inner sizes in CSS pixels. */
const ROOM: Record<Form | 'asking', { width: number; height: number }> = {
	standard: { width: 1180, height: 760 },
	small: { width: 460, height: 168 },
	hidden: { width: 380, height: 48 },
	asking: { width: 460, height: 470 },
}
const ON_TOP = 'on-top'

interface PictureInPicture {
	requestWindow(options: { width: number; height: number }): Promise<Window>
}

const formOf = (word: unknown): Form | null => FORMS.find((form) => form === word) ?? null

function kept(): Form | null {
	try {
		return formOf(localStorage.getItem(KEPT))
	} catch {
		return null
	}
}

function keep(form: Form): void {
	try {
		localStorage.setItem(KEPT, form)
	} catch {
		/* A browser that keeps nothing still changes the form. */
	}
}

/* The window that this page may size: a popup, or the one on top that frames it. */
function ownWindow(): Window | null {
	if (window.name.startsWith('openhall-caller-')) return window
	return new URLSearchParams(location.search).has(ON_TOP) && window.parent !== window ? window.parent : null
}

function fit(room: { width: number; height: number }): void {
	const own = ownWindow()
	if (!own) return
	try {
		own.resizeTo(room.width + own.outerWidth - own.innerWidth, room.height + own.outerHeight - own.innerHeight)
	} catch {
		/* The browser asks for a press on this very window; the question scrolls meanwhile. */
	}
}

export function useForm(asking: () => boolean): { form: Readonly<Ref<Form>>; change: (to?: Form) => void; own: boolean } {
	const route = useRoute()
	const own = ownWindow() !== null
	const form = ref<Form>(formOf(route.query['form']) ?? kept() ?? 'standard')

	function change(to?: Form): void {
		form.value = to ?? FORMS[(FORMS.indexOf(form.value) + 1) % FORMS.length] ?? 'standard'
		if (!own) keep(form.value)
	}

	watch([form, asking], ([now, asks]) => fit(asks && now !== 'standard' ? ROOM.asking : ROOM[now]))
	return { form: readonly(form), change, own }
}

function openPopup(address: string, name: string): boolean {
	return open(address, `openhall-caller-${name}`, `popup,width=${ROOM.small.width},height=${ROOM.small.height}`) !== null
}

/* Opens the small caller in a window of its own; false when the browser forbids that. */
export async function popOut(hall: string, windowId: string): Promise<boolean> {
	const address = `/caller/${encodeURIComponent(hall)}/${encodeURIComponent(windowId)}?form=small`
	const onTop = (globalThis as { documentPictureInPicture?: PictureInPicture }).documentPictureInPicture
	if (!onTop) return openPopup(address, `${hall}-${windowId}`)
	try {
		const pane = await onTop.requestWindow(ROOM.small)
		const frame = pane.document.createElement('iframe')
		frame.src = new URL(`${address}&${ON_TOP}=1`, location.href).href
		frame.title = document.title
		frame.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;border:0'
		pane.document.title = document.title
		pane.document.body.append(frame)
		frame.addEventListener('load', () => frame.contentWindow?.focus())
		pane.addEventListener('focus', () => frame.contentWindow?.focus())
		return true
	} catch {
		return openPopup(address, `${hall}-${windowId}`)
	}
}
