/* Passkeys: ask the device, put its answer into the form, send the form. Pages without a script do not show these forms. */
(() => {
  "use strict";
  const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  const ask = {
    create: (asked) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) }),
    get: (asked) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) }),
  };
  for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
    const said = form.querySelector("[data-passkey-said]");
    form.closest("[data-passkey-part]").hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.textContent = "";
      try {
        const answer = await ask[form.dataset.passkey](JSON.parse(form.dataset.asked));
        form.querySelector("input[name$=answer]").value = JSON.stringify(answer.toJSON());
        form.submit();
      } catch {
        said.textContent = form.dataset.textFailed;
      }
    });
  }
})();
