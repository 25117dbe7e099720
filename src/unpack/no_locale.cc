// The charset of names is UTF-8, whatever the locale: a static program in the
// box has no locale but "C", for which libarchive and GLib would turn each
// letter beyond ASCII into a question mark, or open files to convert it.

#include <langinfo.h>

extern "C" char* nl_langinfo(nl_item item) noexcept {
  static char utf8[] = "UTF-8";
  static char nothing[] = "";
  return item == CODESET ? utf8 : nothing;
}
