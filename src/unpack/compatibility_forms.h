// Characters that Unicode takes for forms of ASCII ones: full-width and
// mathematical letters, superscripts, circled letters, ligatures.

#ifndef SALLYPORT_UNPACK_COMPATIBILITY_FORMS_H_
#define SALLYPORT_UNPACK_COMPATIBILITY_FORMS_H_

#include <string>

namespace sallyport {

/// Adds the ASCII that `character` is a form of to `out`; false if it is none.
bool AppendCompatible(char32_t character, std::string* out);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_COMPATIBILITY_FORMS_H_
