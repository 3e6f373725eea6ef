/* Autosave: what is written in a form[data-autosave] survives a lost connection, a closed tab and a colleague's save.
   Attributes and answers are described in templates/components/README.md. Uses the helpers of app.js. */
'use strict';

/* Every change is first kept on the device, then sent. The copy goes when the server has acknowledged it.
   One request at a time, so that each carries the version the one before has brought. */
class Draft {
  static PAUSE = 700;
  static KEEP_DAYS = 14;
  static NEVER = new Set(['csrf_token', 'version', 'vote']);   // a vote is chosen anew each time, never kept or put back

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
    for (const [name, value] of [...body]) if (typeof value !== 'string' || name === 'vote') body.delete(name);
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
    const row = document.createElement('div');
    row.className = 'row close';
    for (const [label, act] of buttons) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'btn';
      button.textContent = label;
      button.addEventListener('click', () => { box.remove(); act(); });
      row.append(button);
    }
    if (buttons.length) box.append(row);
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

function drafts(root = document) {
  for (const form of all('form[data-autosave]:not([data-watched])', root)) { form.dataset.watched = ''; new Draft(form); }
}

function housekeeping() {
  const limit = Date.now() - Draft.KEEP_DAYS * 86400000;
  for (const key of store.keys('draft:')) if ((store.get(key)?.at || 0) < limit) store.drop(key);
  // A page that shows the submitted text says so, and the copy on the device goes.
  for (const done of all('[data-draft-done]')) store.drop(`draft:${done.dataset.draftDone}`);
  // Copies hold what was said of a candidate: none stays on the device after sign-out.
  one('form[data-sign-out]')?.addEventListener('submit', (event) => {
    const kept = store.keys('draft:');
    if (kept.length && !confirm(event.target.dataset.signOut)) event.preventDefault();
    else kept.forEach(store.drop);
  });
}

housekeeping();
drafts();
document.addEventListener('htmx:load', (event) => drafts(event.target));
