// No framework: each part of the page has a function that shows it and one that asks for it.
const $ = id => document.getElementById(id)
const UNKNOWN = '–'
let state = {}
let events = null
let timer = 0
let held = {} // set points that were pressed and are not taken yet

function make (tag, props, ...inner) {
  const made = document.createElement(tag)
  for (const key in props || {}) {
    if (key in made) made[key] = props[key]
    else made.setAttribute(key, props[key])
  }
  made.append(...inner)
  return made
}

function degrees (value, digits = 1) {
  return value == null ? UNKNOWN : value.toFixed(digits).replace('-', '−') + ' °C'
}

function put (id, text) {
  const place = $(id)
  if (place.textContent !== text) place.textContent = text // else a screen reader says it again
}

async function ask (path, body, method) {
  const options = body === undefined ? {} : { method: method || 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }
  const answer = await fetch(path, options)
  if (answer.ok) return answer
  let why = answer.status + ' ' + answer.statusText
  try {
    why = (await answer.json()).error || why
  } catch (e) {}
  if (answer.status === 401 && path !== 'api/login') leave()
  throw new Error(why)
}

const get = async path => (await ask(path)).json()

// Keys (SCRAM-SHA-256, RFC 5802): browsers have no crypto.subtle on plain http.

const K = []
const H = []
for (let n = 2; K.length < 64; n++) {
  let prime = true
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
  if (prime) {
    if (H.length < 8) H.push((n ** 0.5 * 2 ** 32) | 0)
    K.push((n ** (1 / 3) * 2 ** 32) | 0)
  }
}

function sha256 (data) {
  const size = (data.length + 72) >> 6 << 6
  const view = new DataView(new ArrayBuffer(size))
  data.forEach((byte, k) => view.setUint8(k, byte))
  view.setUint8(data.length, 128)
  view.setUint32(size - 4, data.length * 8)
  const h = H.slice()
  const w = []
  const turn = (x, n) => x >>> n | x << 32 - n
  for (let at = 0; at < size; at += 64) {
    let [a, b, c, d, e, f, g, z] = h
    for (let k = 0; k < 64; k++) {
      if (k < 16) w[k] = view.getInt32(at + 4 * k)
      else {
        const x = w[k - 15]
        const y = w[k - 2]
        w[k] = w[k - 16] + w[k - 7] + (turn(x, 7) ^ turn(x, 18) ^ x >>> 3) + (turn(y, 17) ^ turn(y, 19) ^ y >>> 10) | 0
      }
      const one = z + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + K[k] + w[k] | 0
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c) | 0
      z = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0
    }
    [a, b, c, d, e, f, g, z].forEach((value, k) => { h[k] = h[k] + value | 0 })
  }
  const out = new DataView(new ArrayBuffer(32))
  h.forEach((value, k) => out.setInt32(4 * k, value))
  return new Uint8Array(out.buffer)
}

const bytes = text => new TextEncoder().encode(text)
const join = (...parts) => Uint8Array.from(parts.flatMap(part => [...part]))
const mix = (one, other) => one.map((byte, k) => byte ^ other[k])
const hex = data => [...data].map(byte => byte.toString(16).padStart(2, '0')).join('')
const unhex = text => Uint8Array.from(text.match(/../g), pair => parseInt(pair, 16))

function mac (key, data) {
  const block = new Uint8Array(64)
  block.set(key.length > 64 ? sha256(key) : key)
  return sha256(join(block.map(byte => byte ^ 0x5c), sha256(join(block.map(byte => byte ^ 0x36), data))))
}

function clientKey (password, salt, rounds) {
  const key = bytes(password)
  let last = mac(key, join(salt, [0, 0, 0, 1]))
  let sum = last
  for (let k = 1; k < rounds; k++) {
    last = mac(key, last)
    sum = mix(sum, last)
  }
  return mac(sum, bytes('Client Key'))
}

// A question's answer: what the password gives, and that it does.
async function prove (password) {
  const asked = await get('api/login')
  if (!asked.password) throw new Error('Set a password first, at the board’s console: password ...')
  if (asked.wait) throw new Error(`Too many wrong passwords; in ${asked.wait} s again.`)
  const key = clientKey(password, unhex(asked.salt), asked.rounds)
  const nonce = unhex(asked.nonce)
  return { key, nonce, rounds: asked.rounds, said: { nonce: asked.nonce, proof: hex(mix(key, mac(sha256(key), nonce))) } }
}

// In and out

function leave () {
  if (events) events.close()
  events = null
  clearTimeout(timer)
  $('app').hidden = true
  $('login').hidden = false
  $('password').focus()
}

async function enter () {
  const found = await get('api/status') // throws, and asks for the password, without a session
  $('login').hidden = true
  $('app').hidden = false
  show(found)
  if (!found.time) ask('api/time', { utc: Math.round(Date.now() / 1000) }).catch(() => {})
  listen()
  past(24)
}

function listen () {
  clearTimeout(timer)
  if (events) events.close()
  events = new EventSource('api/events')
  events.addEventListener('status', event => show(JSON.parse(event.data)))
  events.onerror = () => {
    if (!events || events.readyState !== 2) {
      $('lost').hidden = false // it tries again by itself
      return
    }
    events = null // others listen already, or the session is over
    poll()
  }
}

async function poll () {
  try {
    show(await get('api/status'))
  } catch (e) {
    $('lost').hidden = $('app').hidden
  }
  if (!$('app').hidden) timer = setTimeout(poll, 5000)
}

async function wish (body, place = 'said') {
  put(place, 'Asking …')
  try {
    await ask('api/wish', body)
    put(place, 'Done.')
    if (!events) poll()
    setTimeout(() => put(place, ''), 4000)
    return true
  } catch (error) {
    put(place, error.message)
    show(state)
  }
}

// What there is

function choice (id, name, pairs, chosen, then) {
  const place = $(id)
  const known = JSON.stringify(pairs)
  if (place.dataset.known !== known) {
    place.dataset.known = known
    place.replaceChildren(...pairs.map(([value, text]) => {
      const input = make('input', { type: 'radio', name, value })
      input.onchange = () => then(value)
      return make('label', {}, input, make('span', {}, text))
    }))
  }
  for (const input of place.querySelectorAll('input')) input.checked = input.value === String(chosen)
}

function options (id, values, chosen) {
  const place = $(id)
  if ($('p-' + id)) $('p-' + id).hidden = !values || !values.length
  const known = JSON.stringify(values)
  if (place.dataset.known !== known) {
    place.dataset.known = known
    place.replaceChildren(...(values || []).map(value => make('option', { value: [].concat(value)[0] }, [].concat(value).pop())))
  }
  if (document.activeElement !== place) place.value = chosen
}

const PRESETS = [['home', 'Home'], ['away', 'Away'], ['sleep', 'Sleep'], ['eco', 'Eco'], ['follow', 'Schedule']]
const MODES = [['off', 'Off'], ['heat', 'Heat'], ['cool', 'Cool'], ['auto', 'Auto'], ['dry', 'Dry'], ['fan', 'Fan']]
const ROOM = { fresh: '', held: 'a while ago', degraded: 'not sure: heating is limited', failed: 'no sensor is trusted' }
const FROM = { meter: 'by the meter', unit: 'as the unit says', estimated: 'estimated' }

function show (s) {
  state = s
  $('lost').hidden = true
  put('name', s.name)
  document.title = s.name
  put('version', `Balancepoint ${s.version}, up ${Math.floor(s.up / 3600)} h`)
  if (!s.running) {
    put('doing', 'The controller does not run.')
    put('why', s.problems.join(' '))
    return
  }
  put('clock', s.time || 'The clock is not set')
  put('room', degrees(s.room))
  put('room-status', ROOM[s.room_status])
  put('doing', s.doing)
  put('why', s.why)
  put('around', `Outdoors ${degrees(s.outdoor)}` + (s.humidity == null ? '' : ` · humidity ${Math.round(s.humidity)} %`) + (s.hz ? ` · ${s.hz} Hz` : ''))
  for (const name of ['heat', 'cool']) put(name, degrees(held[name] ?? s[name]))
  $('cooling').hidden = !s.cooling
  choice('mode', 'mode', MODES.filter(each => s.cooling || !'cool auto dry'.includes(each[0])), s.mode, value => wish({ mode: value }))
  choice('preset', 'preset', PRESETS, s.preset, value => wish({ preset: value }))
  const held_now = PRESETS.find(each => each[0] === s.holds)[1]
  put('next', (s.holds === 'home' ? '' : `${held_now} holds: heating to ${degrees(s.asked_heat)}. `) +
    (s.preset !== 'follow' ? '' : s.next != null ? `Next change in ${Math.floor(s.next / 3600)} h ${Math.floor(s.next % 3600 / 60)} min.` : !s.time ? 'The clock is not set, the schedule rests.' : s.schedule ? '' : 'The schedule has no times yet.'))
  options('fan', s.fans, s.fan)
  options('vane', s.vanes, s.vane)
  options('wide', s.wides, s.wide)
  options('dial', [['none', 'set points'], '-3', '-2', '-1', '0', '1', '2', '3'], s.dial == null ? 'none' : s.dial)
  $('p-emergency').hidden = !s.stages
  if (document.activeElement !== $('emergency')) $('emergency').value = s.emergency ? 'on' : 'off'
  faults(s)
  energy(s)
  care(s)
  $('d-update').hidden = !s.update
  const u = s.update
  if (u && u.state !== 'none') put('update-said', `${u.version} ${u.state}${u.percent == null ? '' : ` ${u.percent} %`}${u.why ? ': ' + u.why : ''}`)
  if ($('d-journal').open && s.journal !== $('journal').dataset.count) journal()
}

function faults (s) {
  $('faults').hidden = !s.faults.length
  const text = s.faults.join('\n')
  if ($('fault-list').dataset.known === text) return
  $('fault-list').dataset.known = text
  $('fault-list').replaceChildren(...s.faults.map(line => make('li', {}, ...phone(line))))
}

// A telephone number can be pressed.
function phone (line) {
  const found = line.match(/(.*?)(\+?\d[\d ()/-]{5,}\d)(.*)/)
  return found ? [found[1], make('a', { href: 'tel:' + found[2].replace(/[^+\d]/g, '') }, found[2]), found[3]] : [line]
}

function energy (s) {
  const rows = [
    ['Power', s.w == null ? UNKNOWN : `${s.w} W, ${FROM[s.w_from]}`],
    ['Heat or cold', `${s.heat_w} W, by the unit’s map`],
    ['COP', s.cop == null ? UNKNOWN : `${s.cop.toFixed(1)}, ${s.w_from === 'estimated' ? 'estimated' : 'map over ' + FROM[s.w_from].replace('by the ', '')}`],
    ['Compressor', `${s.compressor_hours} h`],
    ['Backup heater', s.stages ? `${s.aux_hours} h, now ${s.backup ? 'stage ' + s.backup : 'off'}` : 'none']
  ]
  if (s.kwh != null) rows.push(['Energy', `${s.kwh.toFixed(1)} kWh, as the unit says`])
  if (s.week_wh) rows.push([`Last ${Math.floor(s.week_minutes / 60)} h`, `${(s.week_wh / 1000).toFixed(1)} kWh by the meter, ${(s.week_expected_wh / 1000).toFixed(1)} expected`])
  if (s.link) rows.push(['Unit', s.link])
  const known = JSON.stringify(rows)
  if ($('energy').dataset.known === known) return
  $('energy').dataset.known = known
  $('energy').replaceChildren(...rows.flatMap(([name, text]) => [make('dt', {}, name), make('dd', {}, text)]))
}

function care (s) {
  const left = (id, what, hours, limit, due) => {
    if ($(id).dataset.known === hours + '/' + limit + due) return
    $(id).dataset.known = hours + '/' + limit + due
    $(id).replaceChildren(`${what}: ${hours} of ${limit} h` + (due ? '. It is time.' : ''), make('progress', { max: limit, value: Math.min(hours, limit), 'aria-label': what }))
  }
  left('filter', 'Filter', s.filter_hours, s.filter_limit, s.filter_due)
  left('outdoor', 'Outdoor unit', s.outdoor_hours, s.outdoor_limit, s.outdoor_due)
  put('efficiency', s.efficiency == null ? '' : `Efficiency: ${Math.round(s.efficiency / 10)} % of the first week’s, by the meter.`)
}

// History

async function past (hours) {
  choice('span', 'span', [[24, '24 h'], [72, '3 days'], [168, '7 days']], hours, value => past(value))
  try {
    const found = await get('api/history?h=' + hours)
    const at = k => found.bins.map(bin => bin[k])
    const room = at(0).map(value => value == null ? null : value / 100)
    const outdoor = at(1).map(value => value == null ? null : value / 100)
    if (found.bins.length) $('chart').replaceChildren(chart([['Room, °C', room, 'r', 110], ['Outdoors, °C', outdoor, 'o', 90], ['Heat, W', at(2), 'b', 60]], at(3)))
    const known = room.filter(value => value != null)
    const heat = at(2).reduce((sum, value) => sum + Math.max(value || 0, 0), 0) * found.step / 3.6e6
    put('chart-said', known.length ? `Room ${degrees(Math.min(...known))} to ${degrees(Math.max(...known))}; ${heat.toFixed(1)} kWh of heat, by the unit’s map.` : 'Nothing yet: a point every quarter of an hour.')
  } catch (error) {
    put('chart-said', error.message)
  }
}

function draw (tag, props, text) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const key in props) made.setAttribute(key, props[key])
  if (text) made.textContent = text
  return made
}

function chart (panes, minutes) {
  const wide = Math.min(Math.max($('chart').clientWidth, 300), 900)
  const left = 40
  const count = Math.max(minutes.length, 2)
  const x = k => (left + k * (wide - left - 6) / (count - 1)).toFixed(1)
  const svg = draw('svg', { role: 'img', 'aria-label': 'Room and outdoor temperature and heat over time' })
  let top = 0
  for (const [name, values, kind, high] of panes) {
    const known = values.filter(value => value != null)
    let low = Math.min(...known)
    let most = Math.max(...known)
    if (kind === 'b') { low = Math.min(low, 0); most = Math.max(most, 100) } else { low = Math.floor(low - 0.2); most = Math.ceil(most + 0.2) }
    const y = value => (top + 18 + (most - value) * (high - 22) / (most - low)).toFixed(1)
    svg.append(draw('text', { x: left, y: top + 12 }, name))
    if (known.length) {
      for (const value of [low, most]) {
        svg.append(draw('line', { class: 'g', x1: left, x2: wide - 6, y1: y(value), y2: y(value) }), draw('text', { x: left - 4, y: +y(value) + 4, 'text-anchor': 'end' }, Math.round(value)))
      }
      let run = []
      const end = () => {
        if (run.length) svg.append(draw('polyline', { class: 'l ' + kind, points: run.join(' ') }))
        run = []
      }
      values.forEach((value, k) => {
        if (value == null) end()
        else if (kind !== 'b') run.push(x(k) + ',' + y(value))
        else if (value) svg.append(draw('rect', { class: kind, x: x(k), width: Math.max((wide - left) / count, 1).toFixed(1), y: y(Math.max(value, 0)), height: Math.abs(y(value) - y(0)).toFixed(1) }))
      })
      end()
    }
    top += high
  }
  const every = count > 400 ? 1440 : count > 150 ? 720 : 360
  minutes.forEach((minute, k) => {
    if (minute == null || minute % every >= 15) return
    const text = every === 360 ? String(minute / 60 % 24 | 0).padStart(2, 0) + ':00' : DAYS[minute / 1440 | 0].slice(0, 2) + (minute % 1440 < 15 ? '' : ' 12')
    svg.append(draw('line', { class: 'g', x1: x(k), x2: x(k), y1: 16, y2: top }), draw('text', { x: x(k), y: top + 14, 'text-anchor': 'middle' }, text))
  })
  svg.setAttribute('viewBox', `0 0 ${wide} ${top + 18}`)
  return svg
}

// Schedule

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
let entries = []
let day = 0

async function schedule () {
  entries = (await get('api/schedule')).entries
  week()
}

function week () {
  choice('day', 'day', DAYS.map((name, k) => [k, name.slice(0, 3)]), day, value => { day = value; week() })
  const clock = minute => String(minute / 60 % 24 | 0).padStart(2, 0) + ':' + String(minute % 60).padStart(2, 0)
  const ofDay = entries.filter(entry => entry[0] / 1440 >> 0 === day).sort((a, b) => a[0] - b[0])
  $('entries').replaceChildren(...ofDay.map((entry, k) => {
    const time = make('input', { type: 'time', value: clock(entry[0]), required: true, 'aria-label': `Time ${k + 1} on ${DAYS[day]}` })
    time.onchange = () => {
      const [h, m] = time.value.split(':').map(Number)
      if (time.value) entry[0] = day * 1440 + h * 60 + m
    }
    const preset = make('select', { 'aria-label': `From ${clock(entry[0])} on` }, ...PRESETS.slice(0, 4).map(([value, text]) => make('option', { value }, text)))
    preset.value = entry[1]
    preset.onchange = () => { entry[1] = preset.value }
    const gone = make('button', { type: 'button', 'aria-label': `Remove ${clock(entry[0])}` }, '✕')
    gone.onclick = () => { entries = entries.filter(each => each !== entry); week(); $('add').focus() }
    return make('li', {}, time, preset, gone)
  }))
  if (!ofDay.length) $('entries').append(make('li', {}, 'Nothing changes on this day.'))
}

$('add').onclick = () => {
  let minute = day * 1440 + 6 * 60
  while (entries.some(entry => entry[0] === minute)) minute += 60
  if (minute < (day + 1) * 1440) entries.push([minute, 'home'])
  week()
}

$('copy').onclick = () => {
  const to = +$('copy-to').value
  const from = day
  const days = DAYS.map((_, k) => k).filter(k => k !== from && (to === 7 || (to === 5) === k < 5))
  const own = entries.filter(entry => entry[0] / 1440 >> 0 === from)
  entries = entries.filter(entry => !days.includes(entry[0] / 1440 >> 0))
  for (const k of days) entries.push(...own.map(([minute, preset]) => [minute % 1440 + k * 1440, preset]))
  put('schedule-said', `Copied to ${days.length} days; not saved yet.`)
}

$('keep').onclick = async () => {
  try {
    entries = (await (await ask('api/schedule', { entries }, 'PUT')).json()).entries
    week()
    put('schedule-said', state.preset === 'follow' ? 'Saved.' : 'Saved; it holds while the preset is “Schedule”.')
  } catch (error) {
    put('schedule-said', error.message)
  }
}

// Journal, sensors, settings, console

function ago (seconds) {
  const minutes = seconds / 60 | 0
  return minutes < 60 ? minutes + ' min ago' : (minutes / 60 | 0) + ' h ' + minutes % 60 + ' min ago'
}

async function journal () {
  $('journal').dataset.count = state.journal
  const found = (await get('api/journal?n=60')).entries.reverse()
  $('journal').replaceChildren(...found.map(entry => make('li', entry.normal ? {} : { className: 'bad' }, make('span', { className: 'ago' }, ago(entry.ago)), entry.normal ? '' : 'Look: ', ...phone(entry.text))))
}

async function console_ (line, each) {
  const answer = await ask('api/console', { line })
  const reader = answer.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
    if (each) each(text)
  }
}

async function sensors () {
  const rows = (await console_('sensors')).trim().split('\n').filter(line => line !== 'ok')
  $('sensors').replaceChildren(...rows.map(line => {
    const at = line.indexOf(': ')
    return make('tr', {}, make('th', { scope: 'row' }, line.slice(0, at)), make('td', {}, line.slice(at + 2)))
  }))
  put('unit', state.link ? (await console_('unit')).replace(/ok\n$/, '') : 'The board drives the machine itself; there is no link.')
}

async function settings () {
  const found = (await get('api/settings')).settings
  const row = ([path, value, given, own, meaning]) => {
    const hidden = value === '(hidden)'
    const input = make('input', { value: hidden ? '' : value, 'aria-label': path, placeholder: hidden ? 'hidden' : '' })
    const save = make('button', { type: 'button', 'aria-label': 'Save ' + path }, 'Save')
    save.onclick = async () => {
      try {
        await ask('api/settings', { path, value: input.value === '' || input.value === 'none' ? null : input.value })
        put('settings-said', path + ': saved; in force after the next start.')
      } catch (error) {
        put('settings-said', error.message)
      }
    }
    return make('li', {}, make('b', {}, path), make('span', { className: 'small' }, meaning + (given ? '' : ' (default)')), make('div', {}, input, save))
  }
  $('settings').replaceChildren(...found.filter(each => each[3]).map(row))
  const fixed = /^(sensors|drive\.modbus)|^unit\.(heating|cooling|zones)$/
  $('installer').replaceChildren(...found.filter(each => !each[3]).map(each => fixed.test(each[0]) ? make('li', {}, make('b', {}, each[0]), make('span', {}, each[1]), make('span', { className: 'small' }, each[4])) : row(each)))
}

$('console').onsubmit = async event => {
  event.preventDefault()
  put('console-said', '')
  try {
    await console_($('line').value, text => put('console-said', text))
  } catch (error) {
    put('console-said', error.message)
  }
}

$('update').onsubmit = async event => {
  event.preventDefault()
  put('update-said', 'Sending …')
  try {
    const answer = await fetch('api/update', { method: 'POST', body: $('image').files[0] })
    put('update-said', answer.ok ? 'Sent and checked. It is installed when the machine stands still.' : (await answer.json()).error)
  } catch (error) {
    put('update-said', 'The connection was lost: ' + error.message)
  }
}

for (const [id, then] of [['d-schedule', schedule], ['d-journal', journal], ['d-sensors', sensors], ['d-settings', settings]]) {
  $(id).ontoggle = () => { if ($(id).open) then().catch(error => put('said', error.message)) }
}

// Buttons

for (const name of ['heat', 'cool']) {
  const turn = step => () => {
    held[name] = Math.round(((held[name] ?? state[name]) + step) * 2) / 2
    put(name, degrees(held[name]))
    clearTimeout(turn.timer)
    clearTimeout(held.timer)
    held.timer = setTimeout(async () => {
      const { timer, ...body } = held
      if (await wish(body)) Object.assign(state, body) // until the next status says so itself
      held = {}
      show(state)
    }, 700)
  }
  $(name + '-less').onclick = turn(-0.5)
  $(name + '-more').onclick = turn(0.5)
}
for (const id of ['fan', 'vane', 'wide', 'dial', 'emergency']) $(id).onchange = () => wish({ [id]: $(id).value })
for (const button of document.querySelectorAll('[data-do]')) {
  button.onclick = () => (!button.dataset.sure || confirm(button.dataset.sure)) && wish({ do: button.dataset.do })
}

$('login').onsubmit = async event => {
  event.preventDefault()
  put('login-said', 'One moment …')
  try {
    await ask('api/login', (await prove($('password').value)).said)
    $('password').value = ''
    put('login-said', '')
    await enter()
  } catch (error) {
    put('login-said', error.message)
  }
}

$('new-password').onsubmit = async event => {
  event.preventDefault()
  put('password-said', 'One moment …')
  try {
    const old = await prove($('old').value)
    const salt = crypto.getRandomValues(new Uint8Array(16))
    const stored = sha256(clientKey($('new').value, salt, old.rounds))
    await ask('api/password', { ...old.said, salt: hex(salt), stored: hex(mix(stored, mac(old.key, join(bytes('new'), old.nonce)))) })
    $('new-password').reset()
    leave()
  } catch (error) {
    put('password-said', error.message)
  }
}

$('logout').onclick = () => ask('api/logout', '').then(leave, leave)

enter().catch(() => {
  if ($('login').hidden) {
    $('lost').hidden = false
    timer = setTimeout(() => location.reload(), 5000)
  }
})
