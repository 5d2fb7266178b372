import "./till.css";

const pages = {
  till: () => import("./screen.js"),
  consent: () => {},
  addons: () => import("./office/addons.js"),
  sites: () => import("./office/sites.js"),
  switches: () => import("./office/switches.js"),
  faults: () => import("./office/faults.js"),
  log: () => import("./office/log.js"),
};

await pages[document.body.dataset.page]();
