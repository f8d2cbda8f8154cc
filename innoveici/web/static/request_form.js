// The request form works without this. While a postal code is typed, it says which ERAC serves it and by when somebody
// calls, or asks at once what the code leaves open. Nothing that is typed elsewhere leaves the form.
"use strict";
const form = document.querySelector("form[data-place]");
const place = document.getElementById("place");
if (form && place && window.fetch) {
  const asked = ["postal_code", "municipality", "country"];
  let waiting = 0;
  let last = "";
  const look = async () => {
    const said = new URLSearchParams();
    for (const name of asked) {
      const value = new FormData(form).get(name);
      if (value) said.set(name, value.trim());
    }
    const code = (said.get("postal_code") || "").replace(/[\s-]/g, "");
    if (code.length < 5) {
      if (!code) place.replaceChildren();
      last = "";
      return;
    }
    const address = `${form.dataset.place}?${said}`;
    if (address === last) return;
    last = address;
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      const text = answer.ok ? await answer.text() : "";
      if (address === last) place.innerHTML = text;
    } catch {
      place.replaceChildren(); // it is looked at again when the form is sent
    }
  };
  form.addEventListener("input", (event) => {
    if (!asked.includes(event.target.name)) return;
    form.querySelector("section.question")?.remove(); // it was about what stood there before
    clearTimeout(waiting);
    waiting = setTimeout(look, 400);
  });
  form.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (name === "municipality_choice" && value && value !== "-" && place.contains(event.target)) {
      form.elements.municipality.value = value; // as if it had been typed
    } else if (!asked.includes(name)) {
      return;
    }
    clearTimeout(waiting);
    look();
  });
}
