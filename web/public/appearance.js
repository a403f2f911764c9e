/* How this device shows the screens, put on <html> before anything is drawn: a classic script in the head, for a
 * module would come after the first paint. The one place where a choice becomes what is seen:
 *
 *     data-theme   light, dark or contrast: what is shown
 *     data-asked   auto, light, dark or contrast: what was asked for
 *     data-large   there while the print is large
 *     data-motion  off while nothing may move
 *
 * Asked for by ?theme= ?large= ?motion=, else what was kept on this device, else by the system's settings.
 * src/style/appearance.ts says an `appearance` event when somebody chooses; another tab is heard by `storage`. */
(() => {
	const THEMES = ['light', 'dark', 'contrast']
	const PLACE = 'openhall.appearance'
	const root = document.documentElement
	const asks = new URLSearchParams(location.search)
	const media = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(prefers-reduced-motion: reduce)'].map((words) => matchMedia(words))
	let chosen = {}

	function kept() {
		try {
			const found = JSON.parse(localStorage.getItem(PLACE) ?? '{}')
			return found && typeof found === 'object' ? found : {}
		} catch {
			return {}
		}
	}

	function asked(name) {
		return chosen[name] ?? asks.get(name) ?? kept()[name]
	}

	function apply() {
		const [dark, contrast, still] = media.map((one) => one.matches)
		const theme = THEMES.find((one) => one === asked('theme'))
		const motion = asked('motion')
		root.dataset.theme = theme ?? (contrast ? 'contrast' : dark ? 'dark' : 'light')
		root.dataset.asked = theme ?? 'auto'
		root.toggleAttribute('data-large', asked('large') === '1')
		root.dataset.motion = motion === '0' || (motion !== '1' && still) ? 'off' : 'on'
	}

	media.forEach((one) => one.addEventListener('change', apply))
	addEventListener('storage', apply)
	addEventListener('appearance', (event) => {
		chosen = { ...chosen, ...event.detail }
		apply()
	})
	apply()
})()
