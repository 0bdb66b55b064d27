/**
 * What is wrong with a template, as ARM refuses it. Templates are evaluated by a package (`server/templates`) that knows
 * nothing of ours; its faults become ARM's here.
 */
import type { ErrorBody } from '#protocol/errors.ts';
import { invalid, TemplateFault, type TemplateEvaluator } from '#templates/evaluation.ts';
import { ArmFault } from './fault.ts';

/** The same evaluator, whose refusals are requests that ARM turns away. */
export const refusingAsArm = ({ ask }: TemplateEvaluator): TemplateEvaluator => ({
  ask: (...question) =>
    ask(...question).catch((error: unknown) => {
      throw error instanceof TemplateFault ? templateRefusal(error) : error;
    }),
});

export const templateRefusal = ({ status, body }: { status: number; body: ErrorBody }): ArmFault =>
  new ArmFault(status, body.code, body.message, {
    by: 'gateway',
    ...(typeof body.target === 'string' && { target: body.target }),
    ...(body.details && { details: body.details }),
  });

/** A template that turned out wrong at a place while it was deployed. */
export const invalidTemplate = (path: string, problem: string): ArmFault => templateRefusal(invalid(path, problem));
