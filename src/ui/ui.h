/* ui.h - the web interface that is inside the binary.
 *
 * GET of a file under web/dist gives the file. Its pages have addresses of their
 * own (/persons/7), which are the interface's and no files: those give index.html,
 * and the interface looks at the address. What lies below /api/ is never a page.
 *
 * The build names its files by their content (assets/index-3f2a81c9.js): they are
 * kept by browsers for ever. The others are asked for again, with an ETag.
 *
 * Ownership  Assets are constants of the program.
 * Threads    Any.
 * Faults     FAULT_NOT_FOUND.
 */
#ifndef UI_UI_H
#define UI_UI_H

#include "http/route.h"

extern const RouteList UI_ROUTES;

#endif
