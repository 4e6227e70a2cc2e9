type Swagger = typeof import('@nestjs/swagger');
type Decorator = ClassDecorator & MethodDecorator;
type Applied = (...decorated: unknown[]) => void;

const kept: ((swagger: Swagger) => void)[] = [];

/**
 * A decorator of @nestjs/swagger, kept until somebody asks for the document: loading that package's 500 files and making
 * the schemas would be a tenth of what each process takes to start.
 */
export const documented =
  (make: (swagger: Swagger) => unknown): Decorator =>
  (...decorated: unknown[]): void => {
    kept.push((swagger) => (make(swagger) as Applied)(...decorated));
  };

/** @nestjs/swagger, told of everything that was kept. */
export async function swaggerOfAll(): Promise<Swagger> {
  const swagger = await import('@nestjs/swagger');
  // One that throws stays, so that the next who asks hears of it too, and gets no document without it.
  for (let [apply] = kept; apply; [apply] = kept) {
    apply(swagger);
    kept.shift();
  }
  return swagger;
}

type Name = Extract<keyof Swagger, `Api${string}`>;

const later =
  <N extends Name>(name: N): Swagger[N] =>
  (...given: unknown[]) =>
    documented((swagger) => (swagger[name] as (...given: unknown[]) => unknown)(...given));

export const ApiBearerAuth = later('ApiBearerAuth');
export const ApiBody = later('ApiBody');
export const ApiConsumes = later('ApiConsumes');
export const ApiCookieAuth = later('ApiCookieAuth');
export const ApiExcludeController = later('ApiExcludeController');
export const ApiExtension = later('ApiExtension');
export const ApiHeader = later('ApiHeader');
export const ApiParam = later('ApiParam');
export const ApiProduces = later('ApiProduces');
export const ApiTags = later('ApiTags');
