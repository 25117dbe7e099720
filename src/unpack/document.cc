#include "unpack/document.h"

#include <algorithm>
#include <array>

#include "unpack/apple_file.h"
#include "unpack/cms.h"
#include "unpack/ole.h"
#include "unpack/onenote.h"
#include "unpack/pdf.h"
#include "unpack/rtf.h"
#include "unpack/tnef.h"

namespace sallyport {

namespace {

using Unpack = void (*)(Unpacking*, Source*, Part*);

struct Kind {
  std::string_view type;
  Unpack unpack;
};

constexpr std::array kKinds = {
    Kind{"application/ms-tnef", UnpackTnef},
    Kind{"application/pkcs7-mime", UnpackCms},
    Kind{"application/x-pem-file", UnpackPem},
    Kind{"application/x-ole-storage", UnpackOle},
    Kind{"application/onenote", UnpackOneNote},
    Kind{"text/rtf", UnpackRtf},
    Kind{"application/pdf", UnpackPdf},
    Kind{"application/applefile", UnpackAppleFile},
};

const Kind* KindOf(const Type& type) {
  const auto* kind =
      std::find_if(kKinds.begin(), kKinds.end(),
                   [&type](const Kind& row) { return row.type == type.name; });
  return kind == kKinds.end() ? nullptr : kind;
}

}  // namespace

bool IsDocument(const Type& type) { return KindOf(type) != nullptr; }

void OpenDocument(Unpacking* unpacking, Source* source, Part* document) {
  const Kind* kind = KindOf(document->type);
  if (kind != nullptr) kind->unpack(unpacking, source, document);
  if (document->type.pdf && (kind == nullptr || kind->unpack != UnpackPdf))
    UnpackPdf(unpacking, source, document);
}

}  // namespace sallyport
