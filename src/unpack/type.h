// What a part is, by its first bytes: a small table of our own, since
// libmagic's takes longer to load than most messages take to unpack. Declared
// types and names are not looked at here.

#ifndef SALLYPORT_UNPACK_TYPE_H_
#define SALLYPORT_UNPACK_TYPE_H_

#include <cstddef>
#include <string_view>

namespace sallyport {

/// How many first bytes a detection wants to see: an ISO 9660 image shows
/// itself only behind its first 32 kB.
inline constexpr size_t kHeadBytes = 0x8000 + 0x800;

/// What holds other files, and how it is opened.
enum class Container {
  kNone,
  kUnopened,  // holds files, but nothing here opens it
  kZip,
  kZipLocal,  // a zip of one member, by its local header
  kSevenZip,
  kRar,
  kRar5,
  kTar,
  kCpio,
  kAr,
  kCab,
  kIso,
  kIsoPlain,  // the same without Rock Ridge
  kLha,
  kXar,
  kGzip,
  kBzip2,
  kXz,
  kLzma,
  kZstd,
  kLz4,
  kCompress,
  kLzip,
  kRpm,
  kArj,
  kChm,
  kSzdd,
  kKwaj,
};

struct Type {
  std::string_view name = "application/octet-stream";  // as a MIME type
  Container container = Container::kNone;
  bool text = false;
  bool encrypted = false;  // the head says so itself
  bool disk = false;       // an image of one, whatever else it is
  bool pdf = false;        // readers of PDF take it, whatever else it is
};

/// `head` is the part's first kHeadBytes, or all of it.
Type DetectType(std::string_view head);

/// True for what a system runs as it is.
bool IsProgram(const Type& type);

// The steps of DetectType, each of which says nothing (an empty name) when it
// does not know.

/// By fixed bytes at fixed places.
Type DetectByMagic(std::string_view head);
/// Text: markup, scripts, messages, encodings; plain text if nothing else.
Type DetectText(std::string_view head);
/// True if it is an image of a disk besides what it is `known` to be.
bool IsDisk(std::string_view head, Container known);
/// What a zip holds: documents, programs, or just files.
Type RefineZip(std::string_view head);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TYPE_H_
