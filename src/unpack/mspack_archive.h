// Microsoft's old formats, by libmspack: compiled help (CHM), and files
// compressed by COMPRESS.EXE (SZDD, KWAJ).

#ifndef SALLYPORT_UNPACK_MSPACK_ARCHIVE_H_
#define SALLYPORT_UNPACK_MSPACK_ARCHIVE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// True for what UnpackMspack opens.
bool IsMspack(Container container);

/// Unpacks `source` into parts below `archive`.
void UnpackMspack(Unpacking* unpacking, Source* source, Container container,
                  Part* archive);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MSPACK_ARCHIVE_H_
