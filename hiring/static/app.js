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

/* ── Autosave ──────────────────────────────────────────────────────────────────────────────────────────────
   Every change is first kept on the device, then sent. The copy goes when the server has acknowledged it.
   One request at a time, so that each carries the version the one before has brought. */
class Draft {
  static PAUSE = 700;
  static KEEP_DAYS = 14;
  static NEVER = new Set(['csrf_token', 'version']);

  constructor(form) {
    this.form = form;
    this.text = form.dataset;
    this.key = `draft:${form.dataset.draftKey}`;
    this.status = one('[data-save-status]', form) || one('[data-save-status]');
    this.dirty = false;      // changed since the last request left
    this.sending = null;     // the request under way
    this.conflict = false;   // the server has a newer version: nothing is sent until the reader decides
    this.recover();
    form.addEventListener('input', () => this.changed());
    form.addEventListener('change', () => this.changed());
    form.addEventListener('submit', (event) => this.submit(event));
    document.addEventListener('visibilitychange', () => document.hidden && this.flush());
    addEventListener('pagehide', () => this.flush());
    addEventListener('online', () => this.dirty && this.flush());
  }

  get version() { return Number(one('[name="version"]', this.form)?.value || this.text.draftVersion || 0); }

  /* What the writer wrote: names to lists of values, without files, token and version. */
  fields() {
    const found = {};
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === 'string' && !Draft.NEVER.has(name)) (found[name] ||= []).push(value);
    }
    return found;
  }

  put(fields) {
    for (const input of this.form.elements) {
      if (!input.name || Draft.NEVER.has(input.name) || ['file', 'hidden', 'submit', 'button', 'fieldset'].includes(input.type)) continue;
      const values = fields[input.name] || [];
      if (input.type === 'radio' || input.type === 'checkbox') input.checked = values.includes(input.value);
      else if (input.type === 'select-multiple') for (const option of input.options) option.selected = values.includes(option.value);
      else if (values.length) input.value = values.shift();
    }
  }

  changed() {
    this.dirty = true;
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Draft.PAUSE);
  }

  keep() { store.set(this.key, { at: Date.now(), version: this.version, fields: this.fields() }); }

  say(state, text, values = {}) {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.textContent = fill(text, values);
  }

  async send() {
    clearTimeout(this.timer);
    if (this.conflict || !this.dirty) return;
    if (this.sending) { await this.sending; return this.send(); }
    this.dirty = false;
    this.say('saving', this.text.textSaving);
    this.sending = this.request();
    const saved = await this.sending;
    this.sending = null;
    if (!saved) this.dirty = true;
    else if (!this.dirty) store.drop(this.key);
  }

  /* True when the server has it. A redirect to sign-in or a page of HTML is not an acknowledgement. */
  async request() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (typeof value !== 'string') body.delete(name);
    try {
      const answer = await fetch(this.text.autosave, {
        method: 'POST', body, keepalive: JSON.stringify(this.fields()).length < 15000, redirect: 'manual',
        headers: { 'X-Autosave': '1', 'X-CSRFToken': token(), Accept: 'application/json' },
      });
      const isJson = (answer.headers.get('Content-Type') || '').includes('json');
      const data = isJson ? await answer.json() : {};
      if (answer.ok && (isJson || answer.status === 204)) { this.saved(data.version); return true; }
      if (answer.status === 409) { this.conflict = true; this.say('conflict', this.text.textConflict); this.banner('bad', data.message || this.text.textConflict); return false; }
      this.failed(data.message);
    } catch { this.failed(); }
    return false;
  }

  saved(version) {
    const input = one('[name="version"]', this.form);
    if (version !== undefined) { this.text.draftVersion = version; if (input) input.value = version; }
    one('[data-save-banner]', this.form)?.remove();
    this.say('saved', this.text.textSaved, { time: hour() });
  }

  /* Nothing is lost: the copy is on the device. A lost connection is tried again; a refusal waits for the next change. */
  failed(message) {
    this.say('failed', this.text.textFailed);
    if (message) this.banner('warn', message);
    else { clearTimeout(this.timer); this.timer = setTimeout(() => this.send(), 15000); }
  }

  flush() { if (this.dirty && !this.sending) this.send(); }

  banner(tone, message, buttons = []) {
    one('[data-save-banner]', this.form)?.remove();
    const box = document.createElement('div');
    box.className = `banner page-banner ${tone}`;
    box.dataset.saveBanner = '';
    box.setAttribute('role', 'alert');
    const words = document.createElement('p');
    words.className = 'banner-text';
    words.textContent = message;
    box.append(words);
    for (const [label, act] of buttons) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'btn';
      button.textContent = label;
      button.addEventListener('click', () => { box.remove(); act(); });
      box.append(button);
    }
    this.form.prepend(box);
    return box;
  }

  /* A copy from an earlier visit: put it back when the server has nothing newer, else let the writer choose. */
  recover() {
    const copy = store.get(this.key);
    if (!copy) return;
    if (JSON.stringify(copy.fields) === JSON.stringify(this.fields())) { store.drop(this.key); return; }
    const use = () => { this.put(copy.fields); this.say('saved', this.text.textRestored); this.changed(); };
    if (copy.version >= this.version) { use(); return; }
    this.banner('warn', this.text.textFound, [[this.text.textUse, use], [this.text.textDrop, () => store.drop(this.key)]]);
  }

  /* The last words must not race the button: save them, take the new version, then really submit. */
  submit(event) {
    if (this.ready || this.conflict || (!this.dirty && !this.sending)) return;
    event.preventDefault();
    const again = () => { this.ready = true; this.form.requestSubmit(event.submitter); this.ready = false; };
    clearTimeout(this.timer);
    Promise.resolve(this.sending).then(() => this.send()).then(again, again);
  }
}

function drafts() {
  const limit = Date.now() - Draft.KEEP_DAYS * 86400000;
  for (const key of store.keys('draft:')) if ((store.get(key)?.at || 0) < limit) store.drop(key);
  // A page that shows the submitted text says so, and the copy on the device goes.
  for (const done of all('[data-draft-done]')) store.drop(`draft:${done.dataset.draftDone}`);
  for (const form of all('form[data-autosave]')) new Draft(form);
  // Copies hold what was said of a candidate: none stays on the device after sign-out.
  one('form[data-sign-out]')?.addEventListener('submit', (event) => {
    const kept = store.keys('draft:');
    if (kept.length && !confirm(event.target.dataset.signOut)) event.preventDefault();
    else kept.forEach(store.drop);
  });
}

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

/* ⌥ and a letter: from the capture line the text is filed under the letter, from anywhere else the focus moves there. */
let story = null;
function file(event) {
  const letter = { KeyS: 's', KeyT: 't', KeyA: 'a', KeyR: 'r' }[event.code];
  const current = event.target.closest?.('[data-story]') || (story?.isConnected ? story : one('[data-story]'));
  const field = letter && current && one(`[data-star="${letter}"]`, current);
  if (!field) return false;
  event.preventDefault();
  if (event.target.matches('[data-capture]') && event.target.value.trim()) {
    field.value = [field.value.trimEnd(), event.target.value.trim()].filter(Boolean).join('\n');
    event.target.value = '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  } else field.focus();
  return true;
}

/* ── Clocks. `time[data-left]` says what Babel's format_timedelta(add_direction=True) says: both follow CLDR. ── */
function clocks() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || 'en', { numeric: 'always' });
  const units = [['day', 86400], ['hour', 3600], ['minute', 60]];
  const left = (element) => {
    const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds)) return;
    const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length * 0.85) || units[2];
    element.textContent = words.format(Math.sign(seconds) * Math.max(1, Math.round(Math.abs(seconds) / size)), unit);
  };
  const elapsed = (clock) => {
    const passed = (Date.now() - new Date(clock.dataset.start)) / 60000;
    const rest = clock.dataset.minutes - passed;
    const seconds = Math.floor(Math.abs(rest) * 60);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const bar = one('progress', clock);
    if (passed < 0) return;   // before the start the server's words stand
    bar.value = Math.min(passed, bar.max);
    bar.classList.toggle('over', rest < 0);
    one('[data-clock-text]', clock).textContent = fill(rest < 0 ? clock.dataset.textOver : clock.dataset.textLeft, { time });
  };
  const tick = () => all('[data-start][data-minutes]').forEach(elapsed);
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
  drafts();
  onceOnly();
  keyboard();
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
