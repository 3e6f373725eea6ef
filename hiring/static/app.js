/* What the pages do better with a script. Every page works without it; nothing here decides, the server does.
   All hooks are data- attributes, all words come from the page (so they are translated), nothing needs eval. */
'use strict';

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const fill = (text, values) => (text || '').replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
const token = () => one('meta[name="csrf-token"]')?.content || '';
const hour = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const typing = (target) => target.closest?.('input:not([type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable]');

/* Private windows may refuse storage: then there is no safety copy, and the rest goes on. */
const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* nothing kept, nothing to drop */ } },
  keys(prefix) { try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; } },
};

/* ── One click is one submit ── */
function onceOnly() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches('[data-once]')) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    // After the browser has read the button's name and value, not before.
    setTimeout(() => all('button:not([type=button])', form).forEach((button) => { button.setAttribute('aria-disabled', 'true'); button.dataset.busy = ''; }));
  });
  addEventListener('pageshow', (event) => event.persisted && all('[data-sent]').forEach((form) => {
    delete form.dataset.sent;
    all('[data-busy]', form).forEach((button) => { button.removeAttribute('aria-disabled'); delete button.dataset.busy; });
  }));
}

/* ── Keyboard: shortcuts on links, ? for the list, / for the search, ⌥S ⌥T ⌥A ⌥R in a story ── */
function keyboard() {
  const dialog = one('#shortcuts');
  const on = () => store.get('shortcuts') !== false;
  const links = () => all('[data-shortcut]');
  let before = '';
  let at = 0;

  const line = (list, keys, words) => {
    const row = document.createElement('div');
    const term = document.createElement('dt');
    const value = document.createElement('dd');
    term.textContent = words;
    for (const key of keys.split(' ')) { const cap = document.createElement('kbd'); cap.textContent = key; value.append(cap, ' '); }
    row.append(term, value);
    list.append(row);
  };
  const open = () => {
    const list = one('[data-shortcut-list]', dialog);
    list.replaceChildren();
    for (const link of links()) line(list, link.dataset.shortcut, link.dataset.shortcutLabel || link.firstChild.textContent.trim() || link.textContent.trim());
    if (one('[data-search]')) line(list, '/', list.dataset.textSearch);
    line(list, '?', list.dataset.textHelp);
    if (one('[data-story]')) for (const field of all('[data-star]', one('[data-story]'))) line(list, `Alt+${field.dataset.star.toUpperCase()}`, field.labels[0]?.lastElementChild?.textContent || field.placeholder);
    one('[data-shortcuts-on]').checked = on();
    if (!dialog.open) dialog.showModal();
  };
  if (dialog) {
    one('[data-shortcuts-on]').addEventListener('change', (event) => store.set('shortcuts', event.target.checked));
    for (const button of all('[data-shortcuts-open]')) { button.hidden = false; button.addEventListener('click', open); }
  }

  document.addEventListener('keydown', (event) => {
    if (event.isComposing) return;   // an unfinished Japanese word is not a shortcut
    if (event.altKey && !event.ctrlKey && !event.metaKey && file(event)) return;
    if (!on() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one('dialog[open]')) return;
    const search = one('[data-search]');
    if (event.key === '/' && search) { event.preventDefault(); search.focus(); search.select(); return; }
    if (event.key === '?' && dialog) { event.preventDefault(); open(); return; }
    const keys = event.timeStamp - at < 1200 ? `${before} ${event.key}` : event.key;
    const target = links().find((link) => link.dataset.shortcut === keys || link.dataset.shortcut === event.key);
    [before, at] = [event.key, event.timeStamp];
    if (target) { event.preventDefault(); target.click(); }
  });
}

/* ⌥ and a letter: from the capture line the text is filed under the letter, from anywhere else the focus moves there. ⌥ and a number chooses the principle. */
let story = null;
function file(event) {
  const principle = /^Digit[1-9]$/.test(event.code) && all('[data-file-under]')[event.code.slice(5) - 1];
  if (principle) { event.preventDefault(); under(principle); return true; }
  const letter = { KeyS: 's', KeyT: 't', KeyA: 'a', KeyR: 'r' }[event.code];
  const current = event.target.closest?.('[data-story]') || (story?.isConnected ? story : one('[data-story]'));
  const field = letter && current && one(`[data-star="${letter}"]`, current);
  if (!field) return false;
  event.preventDefault();
  if (!event.target.matches('[data-capture]') || !move(event.target, field)) field.focus();
  return true;
}

/* The written line goes to the end of the field; nothing is filed where nothing is written. */
function move(capture, field) {
  if (!capture.value.trim()) return false;
  field.value = [field.value.trimEnd(), capture.value.trim()].filter(Boolean).join('\n');
  capture.value = '';
  const said = one('[data-filed]');
  if (said) said.textContent = fill(said.dataset.textFiled, { letter: field.labels[0]?.lastElementChild?.textContent || '', principle: one('[data-file-under][aria-pressed="true"] bdi')?.textContent || '' });
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return true;
}

/* The last story of the chosen principle is where lines go. */
function under(button) {
  for (const each of all('[data-file-under]')) each.setAttribute('aria-pressed', String(each === button));
  story = all('[data-story]', document.getElementById(button.dataset.fileUnder)).at(-1) || story;
}

function filing() {
  const pad = one('[data-filing]');
  if (!pad) return;
  pad.hidden = false;
  under(one('[aria-pressed="true"]', pad));
  for (const button of all('[data-file-under]', pad)) button.addEventListener('click', () => { under(button); one('[data-capture]').focus(); });
  for (const button of all('[data-file-letter]', pad)) button.addEventListener('click', () => {
    const capture = one('[data-capture]');
    const field = one(`[data-star="${button.dataset.fileLetter}"]`, story);
    if (move(capture, field)) capture.focus(); else field.focus();
  });
  document.addEventListener('focusin', (event) => {
    const name = event.target.closest('[data-story]')?.closest('section')?.id;
    const chosen = name && one(`[data-file-under="${name}"]`, pad);
    if (chosen) { const here = event.target.closest('[data-story]'); under(chosen); story = here; }
  });
}

/* ── Clocks. `time[data-left]` says what the `left` filter says: same units, same threshold. ── */
function clocks() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || 'en', { numeric: 'auto' });
  const exact = new Intl.RelativeTimeFormat(document.documentElement.lang || 'en', { numeric: 'always' });
  const units = [['month', 2592000], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]];
  const left = (element) => {
    const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds)) return;
    if (Math.abs(seconds) < 60) { element.textContent = words.format(0, 'second'); return; }
    const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length * 1.2) || units.at(-1);
    element.textContent = exact.format(Math.round(seconds / size), unit);
  };
  const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;
  const elapsed = (clock) => {
    const passed = (Date.now() - new Date(clock.dataset.start)) / 60000;
    const rest = clock.dataset.minutes - passed;
    const time = minutes(Math.abs(rest) * 60);
    const bar = one('progress', clock);
    if (passed < 0) return;   // before the start the server's words stand
    bar.value = Math.min(passed, bar.max);
    bar.classList.toggle('over', rest < 0);
    one('[data-clock-text]', clock).textContent = fill(rest < 0 ? clock.dataset.textOver : clock.dataset.textLeft, { time });
    one('[data-clock-passed]', clock).textContent = fill(clock.dataset.textPassed, { time: minutes(passed * 60) });
  };
  const turn = (share) => {
    const [passed, rest] = [Date.now() - new Date(share.dataset.turn), (new Date(share.dataset.turnEnd) - Date.now()) / 1000];
    share.textContent = passed < 0 || rest < -600 ? '' : fill(rest < 0 ? share.dataset.textOver : share.dataset.textLeft, { time: minutes(Math.abs(rest)) });
    share.classList.toggle('over', rest < 0);
  };
  const tick = () => { all('[data-start][data-minutes]').forEach(elapsed); all('[data-turn]').forEach(turn); };
  if (one('[data-start][data-minutes]')) { tick(); setInterval(tick, 1000); }
  setInterval(() => all('time[data-left]').forEach(left), 30000);
}

/* ── Menus and confirmations close on Escape, on a click elsewhere, and when another opens ── */
function menus() {
  const close = (menu) => { menu.open = false; };
  document.addEventListener('click', (event) => all('details[data-menu][open]').forEach((menu) => {
    if (!menu.contains(event.target) && !menu.nextElementSibling?.contains(event.target)) close(menu);
  }));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of all('details[data-menu][open]')) { close(menu); one('summary', menu).focus(); }
  });
}

/* ── A table that fits needs neither the words “scrolls sideways” nor a stop of the Tab key ── */
function regions() {
  const look = (entries) => entries.forEach(({ target }) => {
    const wide = target.scrollWidth > target.clientWidth + 1;
    if (wide) target.tabIndex = 0; else target.removeAttribute('tabindex');
    target.classList.toggle('wide', wide);
    const words = target.previousElementSibling;
    if (words?.matches('.sideways')) words.hidden = !wide;
  });
  const watch = new ResizeObserver(look);
  all('.region').forEach((region) => watch.observe(region));
  document.addEventListener('htmx:load', (event) => all('.region', event.target).forEach((region) => watch.observe(region)));
}

/* ── Bottom tabs of the phone: the mark follows the address ── */
function panels() {
  const mark = () => {
    const tabs = all('.tabs a[href^="#"]');
    const chosen = tabs.find((tab) => tab.hash === location.hash) || (location.hash ? null : tabs[0]);
    if (chosen) for (const tab of tabs) { if (tab === chosen) tab.setAttribute('aria-current', 'true'); else tab.removeAttribute('aria-current'); }
  };
  addEventListener('hashchange', mark);
  mark();
}

function start() {
  onceOnly();
  keyboard();
  filing();
  clocks();
  menus();
  panels();
  regions();
  one('[data-focus]')?.focus();
  document.addEventListener('focusin', (event) => { story = event.target.closest('[data-story]') || story; });
  document.addEventListener('htmx:configRequest', (event) => { event.detail.headers['X-CSRFToken'] = token(); });
  const connection = () => document.body.classList.toggle('is-offline', !navigator.onLine);
  addEventListener('online', connection);
  addEventListener('offline', connection);
  connection();
}

start();
