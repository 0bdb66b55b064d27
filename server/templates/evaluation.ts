/**
 * The only interface of this package: all queries on a template, as questions of plain data. They and their answers can
 * be sent to another thread. No state is kept between questions.
 */
import type { ErrorBody } from '#protocol/errors.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { hash64 } from './hashes.ts';
import { Budget, kindOf, type Json } from './json.ts';
import type { Target } from './expand.ts';
import type { Place } from './place.ts';
import { bodyOf, planOf, type Plan } from './plan.ts';
import { checkLevel, givenParameters, outputsOf, preview, type PreviewedResource } from './preview.ts';
import { hasType, isSecureType, MAX_TEMPLATE_BYTES, readTemplate, settle } from './template.ts';
import { Deferred, invalid, TemplateFault, type Asked } from './template-fault.ts';

// What the product works with besides questions and answers. Nothing else of this package can be imported.
export { scopeOf, type Target } from './expand.ts';
export { isObject, textOf, type Json, type JsonObject } from './json.ts';
export { MAX_NESTING, type PreviewedResource } from './preview.ts';
export { invalid, TemplateFault, type Asked } from './template-fault.ts';
export type { Place } from './place.ts';
export { hash64, MAX_TEMPLATE_BYTES };

/** What `deployment()` returns. */
export interface DeploymentFacts {
  name: string;
  location?: string | undefined;
  mode: string;
  contentVersion: string;
  templateHash: string;
}

/** Undefined when the subscription or resource group does not exist. */
export type PlaceOf = (target: Target, facts: DeploymentFacts) => Promise<Place | undefined>;

export interface DeploymentContent {
  template: unknown;
  /** `{ name: { value } }` */
  parameters: unknown;
}

/** A template as it was sent, and where it goes. */
export interface TemplateSource {
  /** JSON of `DeploymentContent`: a text is handed on as it is, and is read where it is evaluated. */
  content: string;
  target: Target;
  name: string;
  location?: string | undefined;
  mode: string;
}

/** One that was examined before. */
export interface KnownSource extends TemplateSource {
  templateHash: string;
}

/** A resource that is deployed. */
export interface LaidResource extends PreviewedResource {
  apiVersion: string;
  /** Its place in the template. */
  path: string;
  /** Keys of what must be there before it. */
  dependsOn: string[];
}

export interface Examined {
  templateHash: string;
  resources: LaidResource[];
  /** The template's resources, and those that are nested in it. */
  all: PreviewedResource[];
  /** Without the values of secure ones, and of those that only the deployment can know. */
  parameters: Record<string, { type: string; value?: Json }>;
}

/** A value; or what must be known before there is one; or what is wrong. */
export type Outcome<T> = { value: T } | { asks: Asked; id: ResourceId } | { fault: ErrorBody };

export type Outputs = Record<string, { type: string; value: Json }>;

/** The results of `reference()`, by `referenceKey`. */
type Known = readonly (readonly [string, Json])[];

export interface TemplateQuestions {
  /** Is it right, and what would it make? */
  examine: { question: TemplateSource; answer: Examined };
  /** What does it make, and in which order? */
  layOut: { question: KnownSource; answer: LaidResource[] };
  /** The bodies of these resources, by their keys, as far as they are known. */
  bodies: {
    question: KnownSource & { known: Known; keys: readonly string[] };
    answer: (readonly [string, Outcome<Json>])[];
  };
  outputs: { question: KnownSource & { known: Known }; answer: Outcome<Outputs> };
}

export type QuestionKind = keyof TemplateQuestions;
export type Question<Kind extends QuestionKind> = TemplateQuestions[Kind]['question'];
export type AnswerTo<Kind extends QuestionKind> = TemplateQuestions[Kind]['answer'];

/** Answers questions about templates. Throws `TemplateFault` for what is wrong with one. */
export interface TemplateEvaluator {
  ask: <Kind extends QuestionKind>(
    kind: Kind,
    question: Question<Kind>,
    placeOf: PlaceOf,
    /** The caller: the questions of one caller wait for each other. */
    callerId: string,
  ) => Promise<AnswerTo<Kind>>;
}

/** Where it is called. */
export const evaluateHere: TemplateEvaluator = {
  ask: (kind, question, placeOf) => answers[kind](question, placeOf),
};

const answers: {
  [Kind in QuestionKind]: (question: Question<Kind>, placeOf: PlaceOf) => Promise<AnswerTo<Kind>>;
} = {
  async examine(question, placeOf) {
    const text = JSON.stringify((JSON.parse(question.content) as DeploymentContent).template);
    if (new TextEncoder().encode(text).length > MAX_TEMPLATE_BYTES) {
      throw invalid('', 'The template is larger than 4 MB. Split it.');
    }
    const templateHash = String(hash64(text));
    const budget = new Budget();
    const { plan, facts } = await planFor({ ...question, templateHash }, placeOf, [], budget);
    const all = await preview(plan, {
      budget,
      placeOf: (target, name) => placeOf(target, { ...facts, name }),
    });
    return { templateHash, resources: laidOut(plan), all, parameters: shownParameters(plan) };
  },

  async layOut(question, placeOf) {
    return laidOut((await planFor(question, placeOf)).plan);
  },

  async bodies({ known, keys, ...question }, placeOf) {
    const { plan } = await planFor(question, placeOf, known);
    return keys.flatMap((key) => {
      const resource = plan.resources.get(key);
      return resource ? [[key, outcome(plan, () => bodyOf(plan, resource))] as const] : [];
    });
  },

  async outputs({ known, ...question }, placeOf) {
    const { plan } = await planFor(question, placeOf, known);
    return outcome(plan, () => shownOutputs(outputsOf(plan)));
  },
};

async function planFor(
  { content, target, templateHash, name, location, mode }: KnownSource,
  placeOf: PlaceOf,
  known: Known = [],
  budget = new Budget(),
): Promise<{ plan: Plan; facts: DeploymentFacts }> {
  const { template: text, parameters } = JSON.parse(content) as DeploymentContent;
  const template = readTemplate(text);
  checkLevel(template, target, '');
  const facts = { name, location, mode, contentVersion: template.contentVersion, templateHash };
  const place = await placeOf(target, facts);
  if (!place) {
    const message = 'The resource group of the deployment was deleted.';
    throw new TemplateFault(404, { code: 'ResourceGroupNotFound', message });
  }
  const answered = new Map(known);
  const plan = planOf(template, {
    place,
    given: givenParameters(parameters as Json),
    budget,
    reference(asked, id) {
      const found = answered.get(referenceKey(asked, id));
      if (found === undefined) throw new Deferred(asked);
      return found;
    },
  });
  return { plan, facts };
}

/** Identifies a `reference()`: the same resource may be read in two versions, or as properties and as a whole. */
export const referenceKey = ({ apiVersion, isFull }: Asked, id: ResourceId): string =>
  `${idKey(id)} ${apiVersion ?? ''} ${String(isFull)}`;

const laidOut = ({ resources }: Plan): LaidResource[] =>
  [...resources.values()].map(({ id, type, name, apiVersion, path, dependsOn }) => ({
    id,
    type,
    name,
    apiVersion,
    path,
    dependsOn,
  }));

const shownParameters = ({ parameters }: Plan): Examined['parameters'] =>
  Object.fromEntries(
    [...parameters].map(([name, { type, isSecure, value }]) => {
      const known = isSecure ? undefined : settle(value);
      return [name, { type, ...(known !== undefined && { value: known }) }];
    }),
  );

/** Of the type that each was declared with; secure ones without their value. */
function shownOutputs(outputs: Outputs): Outputs {
  for (const [name, { type, value }] of Object.entries(outputs)) {
    if (hasType(value, type) === true) continue;
    throw invalid(`outputs.${name}`, `A value of type '${type}' is wanted, and this is ${kindOf(value)}.`);
  }
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { type, value }]) => [
      name,
      { type, value: isSecureType(type) ? null : value },
    ]),
  );
}

function outcome<T>(plan: Plan, work: () => T): Outcome<T> {
  try {
    try {
      return { value: work() };
    } catch (error) {
      if (!(error instanceof Deferred)) throw error;
      return { asks: error.asked, id: plan.idOf(error.asked) };
    }
  } catch (error) {
    if (error instanceof TemplateFault) return { fault: error.body };
    throw error;
  }
}
