// Says to those who listen what others see: how many results there are, and later how many suggestions.
// A live region speaks only when its words change after it is there, so it is filled after a moment.

const region = document.createElement("div");
region.className = "unseen";
region.setAttribute("role", "status");
document.body.append(region);

addEventListener("castalia-say", (event) => {
  region.textContent = event.detail;
});

const count = document.querySelector(".count");
if (count) {
  setTimeout(() => {
    region.textContent = count.textContent;
  }, 300);
}
