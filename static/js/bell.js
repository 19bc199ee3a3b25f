// The bell says that something happened, never what. While the socket is away a slow beat takes its place.
//
// Events: `awake` (look for yourself: connected, back on screen, or the beat), `lost` (the socket went away), and from
// the server `changed`, `queue`, `typing`, `presence`.

export const bell = new EventTarget()

const BEAT_WITH_SOCKET = 60_000
const BEAT_WITHOUT = 15_000
const ACK_WITHIN = 5_000
const CALL_BACK_AFTER = 5_000

let socket = null
let ref = null
let beat = null
let hungUpAt = 0
// Whoever pressed the way out hears and asks nothing more.
let isLeft = false

export const isConnected = () => Boolean(socket?.connected)

const ring = (name, detail = {}) => bell.dispatchEvent(new CustomEvent(name, { detail }))

function wakeIn(milliseconds) {
  clearTimeout(beat)
  beat = setTimeout(wake, milliseconds)
}

function wake() {
  if (isLeft) return
  wakeIn(isConnected() ? BEAT_WITH_SOCKET : BEAT_WITHOUT)
  if (document.hidden) return
  ring('awake')
  // The library does not call back when it was the server that hung up. Only a page in sight does, and not at once: the
  // server may be restarting, or this may be one open page too many.
  if (socket && !socket.active && Date.now() - hungUpAt > CALL_BACK_AFTER) socket.connect()
}

// Tell the server which ticket this page shows; without a ref there is nothing to watch.
export function watch(newRef) {
  if (newRef) ref = newRef
  if (!ref || !isConnected()) return
  socket.timeout(ACK_WITHIN).emit('watch', { ref }, (error, answer) => {
    if (error || !answer?.ok) ring('awake')
  })
}

export function sayTyping() {
  if (ref && isConnected()) socket.volatile.emit('typing', { ref })
}

async function connect() {
  const path = document.body.dataset.socketPath
  if (!path) return
  const { io } = await import('../vendor/socket.io.esm.min.js')
  if (isLeft) return
  socket = io({ path, transports: ['websocket'], reconnectionDelayMax: 30_000 })
  socket.on('connect', () => {
    watch()
    wake()
  })
  socket.on('disconnect', () => {
    ring('lost')
    hungUpAt = Date.now()
    wakeIn(200 + 1_000 * Math.random())
  })
  for (const name of ['changed', 'queue', 'typing', 'presence']) socket.on(name, (detail) => ring(name, detail))
}

addEventListener('online', wake)
addEventListener('pageshow', (event) => event.persisted && wake())
document.addEventListener('visibilitychange', wake)
addEventListener('left', () => {
  isLeft = true
  socket?.disconnect()
})
// From the start: where websockets are blocked, no event ever says that the first connection failed.
wakeIn(BEAT_WITHOUT)
connect().catch(wake)
