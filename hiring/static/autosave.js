/* Autosave: what is written in a form[data-autosave] survives a lost connection, a killed browser or server, and a second tab.
   Attributes and answers are described in templates/components/README.md. Uses app.js and vault.js. */
'use strict';

const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/* Field values as the server tidies them, so that both can be compared. */
const tidied = (values) => (values || []).map((value) => value.normalize('NFC').replace(/\r\n?/g, '\n').replace(UNSEEN, '').trim()).filter(Boolean).sort().join('\u0000');

/* Every change is first kept in the browser, then sent. The copy goes when the server has acknowledged it.
   One request at a time, so that each carries the version the one before has brought. */
class Draft {
  static PAUSE = 700;      // after the last key
  static MOST = 1500;      // however long somebody types without a pause
  static KEEP = 150;       // between two copies in the browser
  static PATIENCE = 15000; // with a connection that is silent
  static AGAIN = [1, 2, 4, 8, 15, 30].map((seconds) => seconds * 1000);
  static NEVER = new Set(['csrf_token', 'version', 'vote', 'ticks']);   // a vote is chosen anew each time, never kept or put back

  constructor(form) {
    this.form = form;
    this.text = form.dataset;
    this.status = one('[data-save-status]', form) || one('[data-save-status]');
    this.base = this.fields();   // what the server is known to hold
    this.unanswered = [];        // what was sent and may have arrived, though no answer came
    this.dirty = false;          // changed since the last request left
    this.touched = false;        // changed on this page at all
    this.sending = null;         // the request under way
    this.conflict = false;       // a text was changed in two places: nothing is sent until the writer decides
    this.tries = 0;
    form.addEventListener('input', () => this.changed());
    form.addEventListener('change', () => this.changed());
    form.addEventListener('submit', (event) => this.submit(event));
    document.addEventListener('visibilitychange', () => document.hidden && this.leave());
    addEventListener('pagehide', () => this.leave());
    addEventListener('online', () => this.now());
    addEventListener('pageshow', (event) => event.persisted && location.reload());
    vault.left(this.text.draftKey, this.text.draftLock, (copy, drop) => this.recover(copy, drop)).then(() => { form.dataset.draftReady = ''; });
  }

  get version() { return Number(one('[name="version"]', this.form)?.value || this.text.draftVersion || 0); }

  /* What the writer wrote: names to lists of values, without files, token and version. */
  fields() {
    const found = {};
    for (const input of this.form.elements) if (input.name && !Draft.NEVER.has(input.name) && !['hidden', 'file', 'submit', 'button', 'fieldset'].includes(input.type)) found[input.name] ||= [];
    for (const [name, value] of new FormData(this.form)) if (name in found && typeof value === 'string') found[name].push(value);
    return found;
  }

  put(fields) {
    for (const input of this.form.elements) {
      const values = Draft.NEVER.has(input.name) ? null : fields[input.name];
      if (!values || ['file', 'hidden', 'submit', 'button', 'fieldset'].includes(input.type)) continue;
      if (input.type === 'radio' || input.type === 'checkbox') input.checked = values.includes(input.value);
      else if (input.type === 'select-multiple') for (const option of input.options) option.selected = values.includes(option.value);
      else input.value = values[0] || '';
    }
  }

  changed() {
    const now = Date.now();
    this.dirty = this.touched = true;
    this.since ||= now;
    this.keep();
    if (this.tries) return;   // the next try is on its way
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(Draft.PAUSE, this.since + Draft.MOST - now)));
  }

  /* The newest text, as often as the disk takes it. */
  keep() {
    if (this.keeping) { this.again = true; return this.keeping; }
    const copy = { at: Date.now(), version: this.version, fields: this.fields(), sent: this.unanswered.at(-1) || this.sent };
    this.keeping = vault.keep(this.text.draftKey, this.text.draftLock, copy).then(async (kept) => {
      if (kept) { this.kept = copy.at; this.form.dataset.draftKept = copy.at; }
      if (!document.hidden) await new Promise((go) => { setTimeout(go, Draft.KEEP); });
      this.keeping = null;
      if (this.again) { this.again = false; if (this.dirty || this.sending) this.keep(); }
    });
    return this.keeping;
  }

  say(state, text, values = {}) {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.textContent = fill(text, values);
  }

  now() { if (this.dirty) { this.tries = 0; this.send(); } }
  leave() { if (this.dirty) { this.keep(); if (!this.sending) this.send(); } }

  async send() {
    clearTimeout(this.timer);
    if (this.conflict || !this.dirty) return;
    if (this.sending) { await this.sending; return this.send(); }
    this.dirty = false;
    this.since = 0;
    this.say('saving', this.text.textSaving);
    this.sent = this.fields();
    this.keep();
    this.sending = this.request(this.sent);
    const saved = await this.sending;
    this.sending = null;
    if (!saved) this.dirty = true;
    else if (!this.dirty) vault.drop(vault.name(this.text.draftKey));
  }

  /* True when the server has it. A redirect to sign-in or a page of HTML is not an acknowledgement. */
  async request(sent) {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (typeof value !== 'string' || name === 'vote') body.delete(name);
    try {
      const answer = await fetch(this.text.autosave, {
        method: 'POST', body, keepalive: JSON.stringify(sent).length < 15000, redirect: 'manual', signal: AbortSignal.timeout(Draft.PATIENCE),
        headers: { 'X-Autosave': '1', 'X-CSRFToken': token(), Accept: 'application/json' },
      });
      const isJson = (answer.headers.get('Content-Type') || '').includes('json');
      const data = isJson ? await answer.json() : {};
      if (answer.ok && (isJson || answer.status === 204)) { this.saved(data, sent); return true; }
      if (answer.status === 409) this.clash(data);
      else this.failed(data.message);
    } catch { this.unanswered.push(sent); this.failed(); }
    return false;
  }

  saved(data, sent) {
    this.adopt(data.version, sent);
    one('[data-save-banner]', this.form)?.remove();
    this.say('saved', this.text.textSaved, { time: hour() });
    if (data.advice !== undefined) advise(this.form, data.advice);
  }

  adopt(version, fields) {
    const input = one('[name="version"]', this.form);
    if (version !== undefined) { this.text.draftVersion = version; if (input) input.value = version; }
    [this.base, this.unanswered, this.tries] = [fields, [], 0];
  }

  /* A lost connection is tried again, ever more slowly; a refusal waits for the next change. */
  async failed(message) {
    clearTimeout(this.timer);
    if (message) { this.tries = 0; this.banner('warn', message); }
    else this.timer = setTimeout(() => this.send(), Draft.AGAIN[Math.min(this.tries++, Draft.AGAIN.length - 1)]);
    const before = this.kept;
    this.say('failed', vault.usable && before ? this.text.textKept : this.text.textLoose, { time: hour() });
    await this.keep();
    if (this.status?.dataset.state === 'failed') this.say('failed', this.kept ? this.text.textKept : this.text.textLoose, { time: hour() });
  }

  differing(fields, other, names = Object.keys(this.base)) { return names.filter((name) => tidied(fields[name]) !== tidied(other[name])); }

  /* The server has a newer version. Where only one side changed a text, that text stands; where both did, the writer sees both. */
  clash(data) {
    if (!data.fields) { this.conflict = true; this.say('conflict', this.text.textTwo); this.banner('bad', data.message || this.text.textConflict); return; }
    const own = this.unanswered.find((sent) => !this.differing(sent, data.fields).length);   // it came from here, only the answer was lost
    const base = own || this.base;
    const mine = this.fields();
    const theirs = this.differing(data.fields, base).filter((name) => tidied(mine[name]) !== tidied(data.fields[name]));
    const both = theirs.filter((name) => this.differing(mine, base, [name]).length);
    this.put(Object.fromEntries(theirs.filter((name) => !both.includes(name)).map((name) => [name, data.fields[name] || []])));
    this.ask(both, data.fields, this.text.textConflict, this.text.textStored, () => this.adopt(data.version, data.fields));
  }

  /* A copy that another visit left: put back where the server has nothing newer of its own, else shown beside what stands here. */
  async recover(copy, drop) {
    const names = this.differing(copy.fields, this.fields(), Object.keys(copy.fields));
    if (!names.length) return drop();
    const known = Object.keys(this.fields());
    const arrived = copy.sent && !this.differing(copy.sent, this.base, known).length;
    if (!this.touched && (copy.version >= this.version || arrived) && names.every((name) => known.includes(name))) {
      this.put(copy.fields);
      this.changed();
      await this.keeping;
      this.say('saved', this.text.textRestored);
      return this.kept && drop();
    }
    await this.ask(names.filter((name) => copy.fields[name].some(Boolean)), copy.fields, this.text.textFound, this.text.textCopy);
    await this.keep();
    return drop();
  }

  /* Nothing is sent before the writer has decided on every text that was changed in two places. */
  async ask(names, other, message, title, settled = () => {}) {
    if (names.length) {
      this.conflict = true;
      this.say('conflict', this.text.textTwo);
      this.keep();
      await sideBySide(this, names, other, message, title);
      this.conflict = !!one('[data-beside]', this.form);
    }
    settled();
    this.dirty = true;
    this.timer = setTimeout(() => this.send(), 0);
  }

  banner(tone, message) {
    one('[data-save-banner]', this.form)?.remove();
    const box = made('div', `banner page-banner ${tone}`);
    box.dataset.saveBanner = '';
    box.setAttribute('role', 'alert');
    box.append(made('p', 'banner-text', message));
    this.form.prepend(box);
    return box;
  }

  /* The last words must not race the button: save them, take the new version, then really submit. Without a connection stay. */
  submit(event) {
    if (this.ready || this.conflict || (!this.dirty && !this.sending)) return;
    event.preventDefault();
    const again = () => {
      if (this.tries || this.conflict) return;
      this.ready = true;
      this.form.requestSubmit(event.submitter);
      this.ready = false;
    };
    Promise.resolve(this.sending).then(() => { this.tries = 0; return this.send(); }).then(again, again);
  }
}

function drafts(root = document) {
  for (const form of all('form[data-autosave]:not([data-watched])', root)) { form.dataset.watched = ''; new Draft(form); }
}

/* Copies stay after sign-out, locked: nobody opens them before the same person signs in here again. Whoever leaves is told so. */
function signingOut() {
  one('form[data-sign-out]')?.addEventListener('submit', async (event) => {
    const { target } = event;
    event.preventDefault();
    const kept = await vault.names();
    if (!kept.length || confirm(target.dataset.signOut)) target.submit();
  });
}

vault.housekeeping();
signingOut();
drafts();
document.addEventListener('htmx:load', (event) => drafts(event.target));
