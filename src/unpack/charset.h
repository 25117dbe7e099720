// The charsets in which ASCII letters can be written so that whoever looks at
// the bytes does not see them, and texts in them as UTF-8. Read by tables of
// our own: iconv would open a file for each.

#ifndef SALLYPORT_UNPACK_CHARSET_H_
#define SALLYPORT_UNPACK_CHARSET_H_

#include <memory>
#include <string_view>

#include "unpack/recoded_source.h"

namespace sallyport {

enum class Charset {
  kOther,  // ASCII letters are plain in it, or nobody reads it
  kUtf7,
  kUtf7Imap,  // as in names of IMAP's folders
  kUtf16,     // of either byte order
  kUtf16Le,
  kUtf16Be,
  kUtf32,
  kUtf32Le,
  kUtf32Be,
  kIso2022,  // JP, KR and CN: the sequences say which
  kHz,
  kEbcdic037,
  kEbcdic500,
  kEbcdic1026,
  kEbcdic1047,
};

/// `name` as senders write it.
Charset CharsetByName(std::string_view name);

/// True for UTF-16 and UTF-32 of any byte order.
bool IsWide(Charset charset);

/// By a byte order mark, or NULs where ASCII has them.
Charset WideCharset(std::string_view head);

/// By the first bytes of a text: as WideCharset, other marks, escape
/// sequences, and what `markup` says of itself.
Charset CharsetByContent(std::string_view head, bool markup);

/// Decodes to UTF-8. Null for kOther; the wide ones without byte order are
/// taken as big-endian unless a mark says otherwise.
std::unique_ptr<Recoder> NewCharsetRecoder(Charset charset);

/// Characters of which one must be there if UTF-8 is to differ from the bytes;
/// empty if it always does.
std::string_view SignsOf(Charset charset);

// The decoders by family; each null for a charset that is none of it.

std::unique_ptr<Recoder> NewWideRecoder(Charset charset);
std::unique_ptr<Recoder> NewUtf7Recoder(Charset charset);
std::unique_ptr<Recoder> NewIso2022Recoder(Charset charset);
std::unique_ptr<Recoder> NewEbcdicRecoder(Charset charset);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_CHARSET_H_
