// Writing a part that is decoded while it is read, and opening it in turn.

#ifndef SALLYPORT_UNPACK_OPEN_RECODED_H_
#define SALLYPORT_UNPACK_OPEN_RECODED_H_

#include <functional>

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Kinds of parts that are decoded from a text.
inline constexpr std::string_view kInlineKind = "inline";
inline constexpr std::string_view kUtf8Kind = "utf-8";
inline constexpr std::string_view kReferencesKind = "references";

/// Writes `source`, which is decoded from the bytes of `parent`, flags it
/// damaged if `is_damaged` says so at the end, and opens it. What is decoded
/// from something decoded is held in memory, if there is room, so that reading
/// it does not cost once more for each level.
void OpenRecoded(Unpacking* unpacking, Source* source, PartWriter* writer,
                 const Part& parent, const std::function<bool()>& is_damaged);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_OPEN_RECODED_H_
