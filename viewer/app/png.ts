/** A drawing as pixels, made by the browser itself: it has the fonts that the reader reads. */

/** Device pixels per pixel of the drawing. */
const DENSITY = 2;

/** Browsers refuse larger canvases; longer drawings become coarser. */
const MOST_PIXELS = 16_000;

/** Null where the browser cannot draw it. */
export async function pngOf(svg: string): Promise<Blob | null> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(DENSITY, MOST_PIXELS / image.naturalHeight, MOST_PIXELS / image.naturalWidth);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}
