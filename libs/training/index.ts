export { TrainingModule } from './training.module'
export { GenerateWorld, type WorldRequest } from './world/generate-world'
export { resetWorld } from './world/reset-world'
