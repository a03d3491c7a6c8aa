// Adds up the cost items while they are typed; the server's own sum is what counts.
const total = document.getElementById("tong-chi-phi");
const amounts = document.querySelectorAll('#chi-phi input[name$="-amount"]');
function addUp() {
  let sum = 0;
  for (const input of amounts) sum += Number(input.value.replace(/\D/g, ""));
  total.textContent = sum.toString().replace(/\B(?=(\d{3})+$)/g, ".");
}
for (const input of amounts) input.addEventListener("input", addUp);
