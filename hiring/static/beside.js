/* What a draft shows: two texts of one field side by side, and what the coach says of a story while it is written. */
'use strict';

function made(tag, name, text = '') {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function act(place, label, done) {
  const button = place.appendChild(made('button', 'btn plain small', label));
  button.type = 'button';
  button.addEventListener('click', done);
}

/* Each field with the text from elsewhere and the text that stands here; done when the writer has decided on all of them. */
async function sideBySide(draft, names, other, message, title) {
  const box = one('[data-beside]', draft.form) || made('div', 'beside card tone-warn stack');
  if (!box.isConnected) {
    box.dataset.beside = '';
    box.setAttribute('role', 'alert');
    box.append(made('p', 'strong', message));
    draft.form.prepend(box);
  }
  await Promise.all(names.map((name) => new Promise((decided) => choose(draft, box, name, other[name] || [], title, decided))));
  if (!one('section', box)) box.remove();
}

function choose(draft, box, name, values, title, decided) {
  const field = [...draft.form.elements].find((input) => input.name === name);
  const mine = draft.fields()[name] || [];
  const words = (list) => list.map((value) => one(`[name="${name}"][value="${CSS.escape(value)}"]`, draft.form)?.labels?.[0]?.textContent.trim() || value).join('\n');
  const part = box.appendChild(made('section', 'stack tight'));
  const take = (list) => () => { if (list) draft.put({ [name]: list() }); part.remove(); decided(); };
  const label = field?.closest('fieldset')?.querySelector('legend') || field?.labels?.[0]?.lastElementChild || field?.labels?.[0];
  part.append(made('h3', '', [field?.closest('[data-part]')?.dataset.part, label?.textContent.trim()].filter(Boolean).join(' · ') || name));
  const row = part.appendChild(made('div', 'two top'));
  for (const [head, list, text, result] of [[title, values, draft.text.textTake, () => values], [draft.text.textHere, mine, draft.text.textKeep, null]]) {
    const cell = row.appendChild(made('div', 'stack tight'));
    cell.append(made('p', 'small muted', head), made('p', 'both', words(list) || '–'));
    if (field || !result) act(cell, text, take(result));
  }
  if (field?.matches('textarea')) act(part, draft.text.textBoth, take(() => [[field.value, ...values].filter(Boolean).join('\n')]));
}

/* The server has written it; here it only takes its place. */
function advise(form, html) {
  const said = new DOMParser().parseFromString(html, 'text/html');
  for (const place of all('[data-coach]', form)) {
    const fresh = one(`[data-coach="${place.dataset.coach}"]`, said);
    if (fresh && fresh.innerHTML !== place.innerHTML) place.replaceChildren(...fresh.childNodes);
  }
}
