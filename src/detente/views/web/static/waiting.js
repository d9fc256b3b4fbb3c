// A page that waits for verdicts asks for itself again until they are there, and then shows them in
// its place: it is not loaded anew, so whoever reads, listens or types stays where they are.

(() => {
  const LATER = [0, 202, 429, 503]; // 0: no answer came
  const SECONDS = 3;
  const waiting = document.getElementById("waiting");
  const said = waiting.querySelector("[role=status]");

  function ask() {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    // as a document: the policy of the site lets no script make one of a text
    request.responseType = "document";
    request.addEventListener("loadend", () => take(request));
    request.send();
  }

  function take(request) {
    const page = request.response;
    if (LATER.includes(request.status)) {
      const news = page?.querySelector("#waiting [role=status]")?.textContent;
      // what is written into a live region is read aloud, even if it is what stood there
      if (news && news !== said.textContent) said.textContent = news;
      wait(Number(request.getResponseHeader("Retry-After")) || SECONDS);
    } else if (request.status === 200 && page?.getElementById("answer")) {
      show(page.getElementById("answer"));
    } else {
      location.reload(); // to say what went wrong
    }
  }

  function show(answer) {
    document.getElementById("answer").replaceWith(answer);
    waiting.querySelector(".look-again").remove();
    said.textContent = waiting.dataset.there;
    answer.dispatchEvent(new Event("shown", { bubbles: true })); // for what draws charts
  }

  function wait(seconds) {
    setTimeout(ask, 1000 * seconds);
  }

  waiting.querySelector("[hidden]").hidden = false;
  wait(SECONDS);
})();
