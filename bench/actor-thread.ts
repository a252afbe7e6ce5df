import { joinParent } from '../src/actor/index.ts'
import { tallyActor } from './actor-kind.ts'

joinParent(() => ({ definitions: [tallyActor] }))
