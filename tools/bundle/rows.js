/* AG Grid Community for tables of a million rows; built into a file of its own that only pages with such a table load. */
import {
  createGrid, ModuleRegistry, InfiniteRowModelModule, TextFilterModule, NumberFilterModule, DateFilterModule,
  LocaleModule, RowSelectionModule, CellStyleModule, themeQuartz,
} from "ag-grid-community";
import { AG_GRID_LOCALE_CN } from "@ag-grid-community/locale";

ModuleRegistry.registerModules([
  InfiniteRowModelModule, TextFilterModule, NumberFilterModule, DateFilterModule, LocaleModule, RowSelectionModule, CellStyleModule,
]);
window.cockpitGrid = { createGrid, locale: AG_GRID_LOCALE_CN, theme: themeQuartz };
