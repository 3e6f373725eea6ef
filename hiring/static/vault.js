/* The safety copy of unsaved text: in IndexedDB, locked with AES-GCM. The key comes from the server, to a signed-in page only, and is
   never stored: it survives a killed browser because it is asked for again, and after sign-out what lies on the disk opens for nobody.
   Where the browser gives no lock (no secure context) nothing is kept, and the save status says so. Uses the helpers of app.js. */
'use strict';

const vault = {
  DAYS: 14,
  PATIENCE: 2000,   // before the key is asked for again
  usable: isSecureContext && !!crypto.subtle && !!window.indexedDB && !!navigator.locks,
  tab: Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  key: null,
  turn: Promise.resolve(),

  /* One after the other, so that a copy that was dropped is not written again by a slower hand. */
  inTurn(act) {
    const done = vault.turn.then(act).catch(() => null);   // a private window may refuse storage: then nothing is kept
    vault.turn = done;
    return done;
  },

  run(mode, act) {
    vault.base ||= new Promise((yes, no) => {
      const asked = indexedDB.open('drafts', 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore('copies', { keyPath: 'name' });
      asked.onsuccess = () => yes(asked.result);
      asked.onerror = () => no(asked.error);
    });
    return vault.base.then((base) => new Promise((yes, no) => {
      const turn = base.transaction('copies', mode, { durability: 'strict' });
      const asked = act(turn.objectStore('copies'));
      turn.oncomplete = () => yes(asked.result);
      turn.onabort = () => no(turn.error);
    }));
  },

  /* The key, as long as somebody is signed in; a locked key cannot be read out again by a script. */
  async unlock(address) {
    if (vault.key || !vault.usable || Date.now() < (vault.askAgain || 0)) return vault.key;
    vault.askAgain = Date.now() + vault.PATIENCE;
    try {
      const answer = await fetch(address, { method: 'POST', cache: 'no-store', redirect: 'manual', headers: { 'X-Autosave': '1', 'X-CSRFToken': token(), Accept: 'application/json' } });
      const raw = Uint8Array.from(atob((await answer.json()).key), (letter) => letter.charCodeAt(0));
      vault.key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
      raw.fill(0);
      await vault.lockUp();
    } catch { /* asked again with a later copy */ }
    return vault.key;
  },

  /* Copies of an earlier version of this script lie open: they are locked up, none is lost. */
  async lockUp() {
    for (const name of store.keys('draft:')) {
      await vault.put(`${name.slice(6)}#before`, store.get(name));
      store.drop(name);
    }
  },

  name: (draft) => `${draft}#${vault.tab}`,

  async put(name, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const lock = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) };
    const sealed = await crypto.subtle.encrypt(lock, vault.key, new TextEncoder().encode(JSON.stringify(value)));
    await vault.run('readwrite', (copies) => copies.put({ name, at: Date.now(), iv, sealed }));
    return true;
  },

  /* True when the copy is on the disk. */
  keep: (draft, address, value) => vault.inTurn(async () => !!await vault.unlock(address) && vault.put(vault.name(draft), value)),

  /* A copy that opens with this person's key, or nothing. */
  async open(name) {
    const found = await vault.run('readonly', (copies) => copies.get(name));
    if (!found) return null;
    const lock = { name: 'AES-GCM', iv: found.iv, additionalData: new TextEncoder().encode(name) };
    return crypto.subtle.decrypt(lock, vault.key, found.sealed).then((text) => JSON.parse(new TextDecoder().decode(text)), () => null);
  },

  drop: (name) => vault.usable ? vault.inTurn(() => vault.run('readwrite', (copies) => copies.delete(name))) : null,
  of: (draft) => IDBKeyRange.bound(`${draft}#`, `${draft}#\uffff`),
  names: (range) => vault.usable ? vault.inTurn(() => vault.run('readonly', (copies) => copies.getAllKeys(range))).then((names) => names || []) : Promise.resolve([]),

  /* Copies that other tabs left behind, each handed over as soon as its tab is closed or killed: a living tab looks after its own. */
  async left(draft, address, take) {
    if (!vault.usable || !await vault.inTurn(() => vault.unlock(address))) return;
    const others = (await vault.names(vault.of(draft))).filter((name) => name !== vault.name(draft));
    await Promise.all(others.map((name) => {
      return navigator.locks.request(`draft ${name.split('#').pop()}`, async () => {
        const copy = await vault.inTurn(() => vault.open(name));
        if (copy) await take(copy, () => vault.drop(name));
      });
    }));
  },

  async housekeeping() {
    if (!vault.usable) return;
    navigator.locks.request(`draft ${vault.tab}`, () => new Promise(() => {}));   // held as long as this page lives
    const limit = Date.now() - vault.DAYS * 86400000;
    const copies = await vault.inTurn(() => vault.run('readonly', (kept) => kept.getAll())) || [];
    copies.filter((copy) => copy.at < limit).forEach((copy) => vault.drop(copy.name));
    // A page that shows the submitted text says so, and its copies go.
    for (const done of all('[data-draft-done]')) (await vault.names(vault.of(done.dataset.draftDone))).forEach(vault.drop);
  },
};
