// Light, dark, or projector (large, high contrast); remembered on this device.
export const THEMES = ["light", "dark", "projector"];
const wanted = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
let theme = localStorage.getItem("theme") || wanted;

export const currentTheme = () => theme;

export function useTheme(name) {
  theme = THEMES.includes(name) ? name : "light";
  localStorage.setItem("theme", theme);
  document.documentElement.dataset.theme = theme;
  const page = document.getElementById("page"); // Chromium asks container queries anew only where the container changes
  page.style.containerType = "normal";
  page.getBoundingClientRect();
  page.style.containerType = "";
}

useTheme(theme);
